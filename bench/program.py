"""Runs the program for the scripts beside this file, alone or on some ranks of this machine."""
import os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build/release/megabandit"
MPI = dict(line.split("=", 1) for line in (ROOT / "mpi/one_machine.env").read_text().split("\n") if line and line[0] != "#")


def run(words, ranks=0, program=PROGRAM):
    """What `megabandit WORDS` printed. `ranks`: 0 without mpirun. Exits when it fails."""
    return run_measured(words, ranks, program)[0]


def run_measured(words, ranks=0, program=PROGRAM):
    """The same, and the largest resident memory of a rank in bytes."""
    command = [*(["mpirun", "-n", str(ranks)] if ranks > 0 else []), str(program), *map(str, words)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=os.environ | MPI)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            err.seek(0)
            sys.exit(f"{' '.join(command)}\nexit code {os.waitstatus_to_exitcode(status)}\n{err.read().decode()[-2000:]}")
        out.seek(0)
        return out.read().decode(), usage.ru_maxrss * 1024
