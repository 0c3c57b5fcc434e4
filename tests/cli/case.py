#!/usr/bin/env python3
"""Runs one golden command-line case (README.md beside this file says how cases are written).

case.py --list FILE...                      one line for each case and rank count: FILE NAME RANKS TIMEOUT INPUTS
case.py BUILD SCRATCH FILE NAME RANKS       runs it; exit code 0 as expected, 1 otherwise, 77 skipped
"""

import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import string
import sys
import tomllib

import launch

KEYS = {
    "name", "run", "ranks", "exit", "stdout", "stderr", "once", "never", "json", "unchanged", "creates",
    "absent", "setup", "after", "needs", "disk", "env", "timeout",
}  # fmt: skip


def cases(file):
    text = tomllib.loads(pathlib.Path(file).read_text())
    for case in text["case"]:
        case = text.get("defaults", {}) | case
        unknown = case.keys() - KEYS
        if unknown:
            sys.exit(f"{file}: case {case.get('name')}: unknown key {', '.join(sorted(unknown))}")
        yield {"ranks": [0], "exit": 0, "timeout": 60} | case


def listing(files):
    for file in files:
        for case in cases(file):
            for ranks in case["ranks"]:
                print(file, case["name"], ranks, case["timeout"], "inputs" if "$INPUTS" in str(case) else "-")


def stream_faults(case, out, err):
    """What the two streams should show and do not. A pattern is searched in each line."""
    both = out + "\n" + err
    for name, text in (("stdout", out), ("stderr", err)):
        for pattern in case.get(name, []):
            if not any(re.search(pattern, line) for line in text.splitlines()):
                yield f"no line of {name} matches {pattern!r}"
    for pattern in case.get("once", []):
        count = sum(bool(re.search(pattern, line)) for line in both.splitlines())
        if count != 1:
            yield f"{count} lines match {pattern!r}, not exactly one"
    for pattern in case.get("never", []):
        if re.search(pattern, both, re.MULTILINE):
            yield f"a line matches {pattern!r}, none should"


def json_faults(case, out):
    """Values of the one JSON object on stdout: {at = "estimates.0.value", is = 3} or {at = ..., near = 0.5, within = 1e-9}."""
    if "json" not in case:
        return
    try:
        whole = json.loads(out)
    except ValueError as error:
        yield f"stdout is not one JSON value: {error}"
        return
    for want in case["json"]:
        value = whole
        try:
            for key in want["at"].split("."):
                value = value[int(key) if isinstance(value, list) else key]
        except (KeyError, IndexError, ValueError, TypeError):
            yield f"stdout has no {want['at']}"
            continue
        if "is" in want and value != want["is"]:
            yield f"{want['at']} is {value!r}, not {want['is']!r}"
        if "near" in want and not (isinstance(value, (int, float)) and abs(value - want["near"]) <= want["within"]):
            yield f"{want['at']} is {value!r}, not within {want['within']} of {want['near']}"


def fingerprint(folder, names):
    """Contents of files, and of folders with all they hold."""
    found = {}
    for name in names:
        path = folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not file.is_dir():
                found[str(file)] = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "absent"
    return found


def file_faults(case, folder, before):
    after = fingerprint(folder, case.get("unchanged", []))
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"{path} should not have changed"
    for name in case.get("creates", []):
        if not list(folder.glob(name)):
            yield f"{name} was not made"
    for name in case.get("absent", []):
        if list(folder.glob(name)):
            yield f"{name} should not be there"


def mount_disk(size, folder):
    """A small disk in `disk/`, in a mount namespace of our own, so that it goes with us."""
    if os.geteuid() != 0:
        launch.skip("a small disk can only be mounted by root")
    if "CASE_NAMESPACE" not in os.environ:
        os.environ["CASE_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
    (folder / "disk").mkdir()
    code, _, err = launch.run(f"mount -t tmpfs -o size={size} tmpfs disk", folder, dict(os.environ), 10)
    if code:
        launch.skip(f"no tmpfs here: {err.strip()}")


def prepare(case, folder, environ):
    for command in case.get("needs", []):
        if launch.run(command, folder, environ, 30)[0]:
            launch.skip(f"'{command}' fails here")
    if "disk" in case:
        mount_disk(case["disk"], folder)
    for command in case.get("setup", []):
        code, out, err = launch.run(command, folder, environ, case["timeout"])
        if code:
            sys.exit(f"set-up failed with {code}: {command}\n{out}{err}")


def check(case, ranks, folder, environ):
    """All that is not as the case says; prints what was run and what it said."""
    before = fingerprint(folder, case.get("unchanged", []))
    words = shlex.split(string.Template(case["run"]).safe_substitute(environ))
    if ranks:
        words = ["mpirun", "-n", str(ranks), *words]
    code, out, err = launch.run(words, folder, environ, case["timeout"])
    print(f"in {folder}: {shlex.join(words)}\n--- stdout\n{out}\n--- stderr\n{err}\n--- exit code {code}")
    faults = [] if code == case["exit"] else [f"exit code {code}, not {case['exit']}"]
    faults += [*stream_faults(case, out, err), *json_faults(case, out), *file_faults(case, folder, before)]
    for command in case.get("after", []):
        code, out, err = launch.run(command, folder, environ, case["timeout"])
        if code:
            faults.append(f"afterwards '{command}' gives {code}\n{out}{err}")
    return faults


def main():
    if sys.argv[1:2] == ["--list"]:
        return listing(sys.argv[2:])
    build, scratch, file, name, ranks = sys.argv[1:]
    case = next(case for case in cases(file) if case["name"] == name)
    folder = launch.fresh(pathlib.Path(scratch))
    environ = launch.environment(build, RANKS=ranks, INPUTS=str(launch.inputs(build)), **case.get("env", {}))
    prepare(case, folder, environ)
    faults = check(case, int(ranks), folder, environ)
    for fault in faults:
        print(f"FAULT: {fault}")
    if not faults and "disk" not in case:
        shutil.rmtree(folder)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
