#!/usr/bin/env python3
"""blocks.py BUILD SCRATCH FILE.md: does what a document shows, so that no example can rot.

Of the fenced blocks, in their order and all in one scratch folder: `bash test` and `python test` are run and must end
with exit code 0 (with `needs=MODULE,FOLDER/FILE,...` only where Python has the modules and the files are), `file=NAME` is written to that file first. Others are left alone. The scratch folder looks like the
root of the tree: build/release, bench, configs, slurm and tests are there, and stories260k where it lies beside the repository.
"""

import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import launch  # noqa: E402

BLOCK = re.compile(r"^```(\w+)[ \t]+([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = 240


def blocks(text):
    """(line, language, marks, body) of each block that has marks."""
    for match in BLOCK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[2].split(), match[3]


def look_like_the_tree(folder, build):
    (folder / "build").mkdir()
    (folder / "build/release").symlink_to(pathlib.Path(build).resolve())
    for name in ("bench", "configs", "slurm", "tests"):
        if (launch.SOURCE / name).exists():
            (folder / name).symlink_to(launch.SOURCE / name)
    model = launch.SOURCE.parent / "shared/data/stories260k"
    if model.exists():
        (folder / model.name).symlink_to(model)


def python_with(modules):
    """A Python that has the modules: the one that runs this, or the system's, whose packages come from apt."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([python, "-c", "".join(f"import {module}\n" for module in modules)], check=True, capture_output=True)
            return python
        except (OSError, subprocess.CalledProcessError):
            continue
    return None


def run_block(document, line, command, folder, environ):
    code, out, err = launch.run(command, folder, environ, SECONDS)
    body = command if isinstance(command, str) else command[-1]
    print(f"{document}:{line}\n{body}--- exit code {code}\n{out}{err}")
    if code:
        sys.exit(f"FAULT: {document}:{line}: the block ends with {code}")


def main():
    build, scratch, document = sys.argv[1:]
    folder = launch.fresh(pathlib.Path(scratch))
    look_like_the_tree(folder, build)
    environ = launch.environment(build)
    ran = 0
    for line, language, marks, body in blocks(pathlib.Path(document).read_text()):
        for mark in marks:
            if mark.startswith("file="):
                (folder / mark.removeprefix("file=")).write_text(body)
        needs = [need for mark in marks if mark.startswith("needs=") for need in mark.removeprefix("needs=").split(",")]
        python = python_with([need for need in needs if "/" not in need])
        if python is None or not all((folder / need).exists() for need in needs if "/" in need):
            print(f"skipped: {document}:{line}: not here: {' or '.join(needs)}")
        elif "test" in marks:
            run_block(document, line, [python, "-c", body] if language == "python" else body, folder, environ)
            ran += 1
    shutil.rmtree(folder)
    print(f"{ran} blocks of {document} do what they say")


if __name__ == "__main__":
    main()
