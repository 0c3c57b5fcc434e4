"""sweeping.py BUILD SCRATCH TEST: a sweep has the same table however it is interrupted.

sweeping.py --list                          one line for each test: NAME PROCESSORS
"""

import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import fault
import launch

STOPPED = 75
SWEEP = """
[sweep]
run = "train"
world = "world.toml"
seeds = 3
[sweep.grid]
"objective.kind" = ["ips", "clpi"]
[optimizer]
kind = "adam"
epochs = 60
[run]
batch_rounds = 64
[output]
checkpoint_steps = 20
"""


def check(condition, what):
    if not condition:
        sys.exit(what)


class Sweeps:
    def __init__(self, build, scratch, name):
        self.mark = f"{name}.{os.getpid()}"
        self.environ = launch.environment(build, FAULT_MARK=self.mark)
        self.folder = launch.fresh(pathlib.Path(scratch))
        world = launch.SOURCE / "tests/cli/inputs/world.toml"
        (self.folder / "world.toml").write_text(world.read_text())
        (self.folder / "sweep.toml").write_text(SWEEP)

    def words(self, ranks, directory, *options):
        return ["mpirun", "-n", str(ranks), "megabandit", "sweep", "sweep.toml", "--out", directory, *options]

    def finish(self, ranks, directory, *options):
        code, _, err = launch.run(self.words(ranks, directory, *options), self.folder, self.environ, 100)
        check(code == 0, f"exit code {code}\n{err}")
        return err

    def start(self, ranks, directory):
        with open(self.folder / f"{directory}.err", "w") as err:
            return subprocess.Popen(
                self.words(ranks, directory), cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err
            )

    def wait_for_runs(self, process, directory, count):
        """Asks the file system again and again; the sweep ends only by what the test does then."""
        deadline = time.monotonic() + 60
        while len(list((self.folder / directory).glob("runs/*/*/numbers.json"))) < count:
            check(process.poll() is None, "the sweep ended before it was interrupted")
            check(time.monotonic() < deadline, f"not {count} runs")
            time.sleep(0.001)

    def results(self, directory):
        """results.csv without its last column, the seconds."""
        lines = (self.folder / directory / "results.csv").read_text().splitlines()
        return [line.rsplit(",", 1)[0] for line in lines]

    def check_same(self, *others):
        self.finish(1, "whole")
        check(len(self.results("whole")) == 7, "a table of six runs")
        for other in others:
            check(self.results(other) == self.results("whole"), f"{other}/results.csv differs from that of an undisturbed sweep")


def kill_9(test):
    process = test.start(2, "killed")
    test.wait_for_runs(process, "killed", 2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    check(not fault.ranks_alive(test.mark), "some ranks are still there")
    done = {path: path.stat().st_mtime_ns for path in (test.folder / "killed").glob("runs/*/*/numbers.json")}
    test.finish(3, "killed")
    check(all(path.stat().st_mtime_ns == at for path, at in done.items()), "a run that had ended was repeated")
    test.check_same("killed")


def stop_signal(test):
    process = test.start(2, "stopped")
    test.wait_for_runs(process, "stopped", 1)
    process.send_signal(signal.SIGUSR1)
    code = process.wait(timeout=60)
    check(code == STOPPED, f"exit code {code}, not {STOPPED}\n{(test.folder / 'stopped.err').read_text()}")
    check(len(test.results("stopped")) < 7, "all was done before it stopped")
    test.finish(2, "stopped", "--ranks-per-run", "2")
    test.check_same("stopped")


def any_ranks(test):
    for ranks, each in ((2, 1), (4, 1), (3, 2)):
        test.finish(ranks, f"ranks{ranks}", "--ranks-per-run", str(each))
    test.check_same("ranks2", "ranks3", "ranks4")


TESTS = {"kill_9": kill_9, "stop_signal": stop_signal, "any_ranks": any_ranks}

if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(f"{name} 2" for name in TESTS))
    else:
        build, scratch, name = sys.argv[1:]
        TESTS[name](Sweeps(build, scratch, name))
