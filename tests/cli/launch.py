"""Runs a command as a user at a desk would: the program on the PATH, Open MPI set up, nothing left behind."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def environment(build, **extra):
    """The caller's environment less what a job has put there, with mpi/one_machine.env and the program's folder."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SLURM_", "OMPI_", "PMIX_", "PMI_"))}
    desk = dict(
        line.split("=", 1)
        for line in (SOURCE / "mpi/one_machine.env").read_text().splitlines()
        if line and not line.startswith("#")
    )
    path = f"{pathlib.Path(build).resolve()}:{inherited['PATH']}"
    return inherited | desk | {"PATH": path, "SOURCE": str(SOURCE), "LC_ALL": "C.UTF-8"} | extra


def inputs(build):
    """Where make_inputs.py puts what many cases use."""
    return pathlib.Path(build).resolve() / "tests/cli/inputs"


def run(command, folder, environ, seconds):
    """(exit code, stdout, stderr) of a list of words, or of a bash script; code 124 when the time was over."""
    words = ["bash", "-euo", "pipefail", "-c", command] if isinstance(command, str) else command
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out, err
    except subprocess.TimeoutExpired:
        return 124, *end(process)


def end(process):
    """SIGTERM first: mpirun then ends its ranks, which are in process groups of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, sign)
        try:
            return process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            continue
    return "", "the command could not be ended"


def fresh(folder):
    """An empty folder of that name; it stays when the test fails, for a look."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)
