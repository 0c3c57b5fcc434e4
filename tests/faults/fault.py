"""fault.py BUILD FAULT: a job of 4 ranks with that fault ends soon, on all ranks, with the right code and message."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import launch

RANKS = 4
PATIENT = 60_000  # ms: the watchdog is not what ends the job
HASTY = 1_000
BAD_ROW = "row 3 of rounds.csv is bad"

# name: (fault, rank, patience of the watchdog, exit code, message, seconds that the end may take on a loaded machine)
FAULTS = {
    "one_rank_throws": ("throw", 2, PATIENT, 65, f"rank 2 of 4: {BAD_ROW}", 20),
    "rank_0_throws": ("throw", 0, PATIENT, 65, f"rank 0 of 4: {BAD_ROW}", 20),
    "one_rank_throws_what_is_no_error_of_ours": ("throw_foreign", 1, PATIENT, 70, "rank 1 of 4: index 9", 20),
    "all_ranks_throw_alike": ("all_throw", 0, PATIENT, 78, "no such key", 20),
    "an_error_is_agreed": ("agreed", 3, PATIENT, 65, BAD_ROW, 20),
    "one_rank_throws_at_the_end": ("late", 3, PATIENT, 73, "rank 3 of 4: the disk is full", 20),
    "a_rank_is_stopped": ("stop", 2, HASTY, 71, r"sum.*: rank 2 on \S+ does not answer", 40),
    "rank_0_is_stopped": ("stop", 0, HASTY, 71, r"sum.*: rank 0 on \S+ does not answer", 40),
    "a_rank_is_busy": ("busy", 1, HASTY, 71, r"sum.*: rank 1 on \S+ works on something else after call \d+", 40),
    "a_rank_of_a_group_throws": ("group_throw", 2, PATIENT, 65, f"rank 2 of 4: {BAD_ROW}", 20),
    "a_rank_of_a_group_is_stopped": ("group_stop", 3, HASTY, 71, r"sum.*: rank 3 on \S+ does not answer", 40),
    "a_rank_of_a_group_is_busy": ("group_busy", 3, HASTY, 71,
                                  r"sum.*: rank 3 on \S+ works on something else after call \d+(\. Look|$)", 40),
    "a_rank_is_killed": ("kill", 1, PATIENT, 137, None, 20),
}


def ranks_alive(mark):
    """Processes that carry `mark` in their environment, as those of the job do; the launcher's kills get 5 s to arrive."""
    deadline = time.monotonic() + 5
    while (alive := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def marked(mark):
    alive = []
    for environ in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"FAULT_MARK={mark}".encode() in environ.read_bytes().split(b"\0"):
                alive.append(environ.parent.name)
        except OSError:
            continue
    return alive


def check(condition, what, seen):
    if not condition:
        sys.exit(f"{what}\n{seen}")


def command(build, fault, rank, patience):
    return ["mpirun", "-n", str(RANKS), f"{build}/faulty", fault, str(rank), str(patience)]


def goes_wrong(build, environ, mark, fault, rank, patience, code, message, seconds):
    began = time.monotonic()
    got, out, err = launch.run(command(build, fault, rank, patience), ".", environ, 2 * seconds)
    took = time.monotonic() - began
    seen = f"exit {got} after {took:.1f} s\n{out}{err}"
    print(seen)
    check(got == code, f"exit code {got}, expected {code}", seen)
    check(took < seconds, f"it took {took:.1f} s, expected at most {seconds}", seen)
    errors = [line for line in err.splitlines() if "megabandit: error:" in line]
    check(len(errors) == (message is not None), f"{len(errors)} messages", seen)
    check(not errors or re.search(f"megabandit: error: .*{message}|megabandit: error: {message}$", errors[0]), "other message", seen)
    check(not ranks_alive(mark), "some ranks are still there", seen)


def stops_on_signal(build, environ, mark):
    """SIGUSR1, twice, to mpirun reaches every rank; they stop together with 75."""
    job = subprocess.Popen(command(build, "signal", 0, PATIENT), env=environ, stdout=subprocess.PIPE, text=True)
    check(job.stdout.readline() == "ready\n", "the job did not start", "")
    for _ in range(2):
        job.send_signal(signal.SIGUSR1)
    code = job.wait(timeout=20)
    check(code == 75, f"exit code {code}, expected 75", "")
    check(not ranks_alive(mark), "some ranks are still there", "")


def main(build, name):
    mark = f"{name}.{os.getpid()}"
    environ = launch.environment(build, FAULT_MARK=mark)
    if name == "asked_to_stop":
        return stops_on_signal(build, environ, mark)
    return goes_wrong(build, environ, mark, *FAULTS[name])


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        print("\n".join([*FAULTS, "asked_to_stop"]))
    else:
        main(*sys.argv[1:])
