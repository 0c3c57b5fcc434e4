#!/usr/bin/env python3
"""options.py BUILD ROOT: every option of every subcommand's --help stands in docs/commands.md, those of import in docs/import.md."""

import pathlib
import re
import subprocess
import sys

EVERYWHERE = {"--help"}


def help_of(program, *subcommand):
    return subprocess.run([program, *subcommand, "--help"], check=True, capture_output=True, text=True).stdout


def main():
    build, root = sys.argv[1:]
    program = str(pathlib.Path(build) / "megabandit")
    subcommands = re.findall(r"^  ([a-z]+) ", help_of(program).split("Subcommands:")[1].split("\n\n")[0], re.MULTILINE)
    missing = []
    for subcommand in subcommands:
        page = pathlib.Path(root) / "docs" / ("import.md" if subcommand == "import" else "commands.md")
        known = set(re.findall(r"--[a-z][a-z-]*", page.read_text()))
        options = set(re.findall(r"^  (?:-[a-z],)?(--[a-z][a-z-]*)", help_of(program, subcommand), re.MULTILINE))
        assert options, f"no option in `megabandit {subcommand} --help`"
        missing += [f"{page}: `megabandit {subcommand}` has {option}" for option in sorted(options - known - EVERYWHERE)]
    print("\n".join(missing) or f"all options of {', '.join(subcommands)} are documented")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
