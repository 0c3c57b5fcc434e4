"""learning.py BUILD SCRATCH TEST: a run learns the same policy, or names the same best candidate after the same
comparisons, bit for bit, however it is cut into ranks, threads and sessions.

learning.py --list                          one line for each test: NAME PROCESSORS
"""

import filecmp
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import fault
import launch

STOPPED = 75
RUNS = {  # what is learned, in settings of run.toml beside this test's log
    "lbfgs_with_a_fixed_table": "optimizer.kind=lbfgs optimizer.passes=5",
    "adam_in_batches_with_a_trained_table": "optimizer.kind=adam optimizer.epochs=3 run.batch_rounds=100 policy.table=trained",
    "ips_with_an_mlp_streaming": "objective.kind=ips optimizer.kind=adam optimizer.epochs=3 policy.tower=mlp "
    "policy.hidden=[8] limits.memory=2KiB",
}
LONG = "optimizer.kind=adam optimizer.epochs=200 run.batch_rounds=64"  # some 2000 steps: not over before it is stopped
LONG_COMPARISON = "compare.budget=60000 compare.wave=20"  # some 3000 waves
EVERY_STEP = "output.checkpoint_steps=1"


class Job:
    """A run of a test, in the test's folder."""

    def __init__(self, test, settings, ranks, directory, *options):
        self.directory = test.folder / directory
        self.environ = test.environ
        launcher = ["mpirun", "-n", str(ranks)] if ranks else []
        sets = [word for setting in settings.split() for word in ("--set", setting)]
        self.words = [*launcher, "megabandit", test.verb, "run.toml", "--out", directory, *sets, *options]
        self.folder = test.folder

    def finish(self, code=0):
        """Runs it; what it said."""
        got, _, err = launch.run(self.words, self.folder, self.environ, 60)
        check(got == code, f"exit code {got}, not {code}: {' '.join(self.words)}\n{err}")
        return err

    def start(self):
        """Starts it, and does not wait; its messages go to a file."""
        self.messages = self.directory.with_suffix(".err")
        with open(self.messages, "w") as err:
            self.process = subprocess.Popen(
                self.words, cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err
            )
        return self

    def wait(self, code):
        got = self.process.wait(timeout=60)
        err = self.messages.read_text()
        check(got == code, f"exit code {got}, not {code}: {' '.join(self.words)}\n{err}")
        return err

    def wait_until(self, condition, what):
        """A file system is asked again and again; the job ends only by what the test does then."""
        deadline = time.monotonic() + 60
        while not condition():
            check(self.process.poll() is None, f"the job ended before {what}\n{self.messages.read_text()}")
            check(time.monotonic() < deadline, f"no {what}")
            time.sleep(0.001)


class Test:
    verb, result = "train", "policy.h5"

    def __init__(self, build, scratch, name):
        self.mark = f"{name}.{os.getpid()}"
        self.environ = launch.environment(build, FAULT_MARK=self.mark)
        self.folder = launch.fresh(pathlib.Path(scratch))
        world = launch.SOURCE / "tests/cli/inputs/world.toml"
        code, _, err = launch.run(["megabandit", "simulate", str(world), "--out", "good.h5"], self.folder, self.environ, 60)
        check(code == 0, err)
        (self.folder / "run.toml").write_text('[log]\npath = "good.h5"\n')

    def compare(self):
        """Compares, instead: candidates that are equal, until the budget is used up."""
        self.verb, self.result = "compare", "pairs.csv"
        (self.folder / "run.toml").write_text('judge = { kind = "scores", scores = [0, 0, 0, 0, 0] }\n')

    def job(self, settings, ranks, directory, *options):
        return Job(self, settings, ranks, directory, *options)

    def kill(self, process):
        """kill -9 of the launcher or of a rank; returns when no process of the job is left."""
        os.kill(process, signal.SIGKILL)
        check(not fault.ranks_alive(self.mark), "some ranks are still there")

    def end(self):
        """Nothing is left running, also where a check has failed."""
        for pid in fault.marked(self.mark):
            os.kill(int(pid), signal.SIGKILL)

    def ranks(self):
        """Process ids of the running ranks."""
        return [int(pid) for pid in fault.marked(self.mark) if "megabandit" in name_of(pid)]


def check(condition, what):
    if not condition:
        sys.exit(what)


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def check_same(test, first, *others):
    for other in others:
        same = filecmp.cmp(test.folder / first / test.result, test.folder / other / test.result, shallow=False)
        check(same, f"{other}/{test.result} differs from {first}/{test.result}")


def steps_of(directory):
    lines = (directory / "metrics.jsonl").read_text().splitlines()[1:]
    return [json.loads(line)["step"] for line in lines]


def seen_steps(directory):
    path = directory / "metrics.jsonl"
    return path.read_bytes().count(b"\n") - 1 if path.exists() else 0


def sessions_of(directory):
    return json.loads((directory / "run.json").read_text())["sessions"]


def check_every_step_once(directory):
    steps = steps_of(directory)
    check(steps == list(range(1, len(steps) + 1)), f"metrics of steps {steps}")
    check(sessions_of(directory)[-1]["step"] == len(steps), "metrics end before the run")


def same_bits(test, settings):
    """For any number of ranks and threads, also where some ranks have nothing to do."""
    test.job(settings, 0, "alone").finish()
    for ranks in (2, 3, 4, 7):
        test.job(settings, ranks, f"ranks{ranks}").finish()
        check_same(test, "alone", f"ranks{ranks}")
    for ranks in (0, 3):
        test.job(f"{settings} run.threads=2", ranks, f"threads2_ranks{ranks}").finish()
        check_same(test, "alone", f"threads2_ranks{ranks}")
    check_every_step_once(test.folder / "ranks3")


def same_bits_in_any_layout(test, settings):
    """However the ranks share out rounds and catalogue, and whatever layout a stopped run goes on in."""
    world = f"{launch.SOURCE}/tests/cli/inputs/world.toml"
    wide = ["--set", "generator.actions=9000", "--set", "generator.train=300", "--set", "generator.test=50", "--set", "logging.quality=1", "--set", "logging.eta=300"]
    code, _, err = launch.run(["megabandit", "simulate", world, "--out", "wide.h5", *wide], test.folder, test.environ, 60)
    check(code == 0, err)
    (test.folder / "run.toml").write_text('[log]\npath = "wide.h5"\n')
    test.job(settings, 0, "alone").finish()
    layouts = {
        "log_2": (2, "run.layout=log"),
        "action_2": (2, "run.layout=action"),
        "action_3": (3, "run.layout=action run.threads=2"),
        "grid_4": (4, "run.layout=grid run.action_shards=2"),
        "action_5": (5, "run.layout=action"),  # three spans of actions: two ranks have none
        "auto_3": (3, "run.layout=auto"),
    }
    for name, (ranks, layout) in layouts.items():
        test.job(f"{settings} {layout}", ranks, name).finish()
        check_same(test, "alone", name)
    check(sessions_of(test.folder / "grid_4")[0]["layout"] == "grid 2 x 2", "run.json does not tell the layout")
    once = f"{settings} {EVERY_STEP} output.keep=100"
    test.job(f"{once} run.layout=grid run.action_shards=2", 4, "first").finish()
    for file in sorted((test.folder / "first/checkpoints").glob("step-*.h5"))[2:]:
        file.unlink()  # as if it had been stopped after step 2
    (test.folder / "first/policy.h5").unlink()
    test.job(f"{settings} run.layout=action", 3, "rest", "--resume", "first").finish()
    check_same(test, "alone", "rest")


def stopped(test, ranks, then_ranks, sign, run=LONG):
    """Asked to stop it ends with 75, a checkpoint and a reason, and goes on elsewhere as if nothing had been."""
    test.job(run, 2, "whole").finish()
    job = test.job(f"{run} {EVERY_STEP}", ranks, "run").start()
    job.wait_until(lambda: seen_steps(job.directory) > 5, "step 6")
    job.process.send_signal(sign)
    err = job.wait(STOPPED)
    step = steps_of(job.directory)[-1]
    check(re.search(rf"^stopped after step {step} .*asked to stop; the same command goes on", err, re.MULTILINE), err)
    check((job.directory / f"checkpoints/step-{step:010}.h5").exists(), f"no checkpoint of step {step}")
    check(not (job.directory / "policy.h5").exists(), "an unfinished policy")
    err = test.job(run, then_ranks, "run").finish()
    check(f"goes on after step {step}\n" in err, err)
    check_same(test, "whole", "run")
    check_every_step_once(job.directory)
    first, second = sessions_of(job.directory)
    check((first["exit"], first["step"]) == (STOPPED, step), f"first session: {first}")
    check((second["resumed_step"], second["exit"]) == (step, 0), f"second session: {second}")


def part_is_there(directory):
    return any((directory / "checkpoints").glob("*.part"))


def stopped_comparison(test, ranks, then_ranks, sign):
    test.compare()
    stopped(test, ranks, then_ranks, sign, LONG_COMPARISON)


def killed_comparison(test):
    test.compare()
    killed(test, LONG_COMPARISON)


def killed(test, run=LONG):
    """kill -9 whenever, also while a checkpoint is written: the next job finds a complete one."""
    test.job(run, 2, "whole").finish()
    directory = test.folder / "run"
    done = 0
    for ranks, victim, torn in ((3, "launcher", True), (2, "rank", False), (1, "launcher", True), (3, "rank", True)):
        job = test.job(f"{run} {EVERY_STEP}", ranks, "run").start()
        job.wait_until(lambda: seen_steps(directory) > done + 3, f"step {done + 4}")
        if torn:
            job.wait_until(lambda: part_is_there(directory), "checkpoint that is being written")
        test.kill(job.process.pid if victim == "launcher" else test.ranks()[-1])
        job.process.wait(timeout=30)
        done = max(int(file.stem[5:]) for file in (directory / "checkpoints").glob("step-*.h5"))
        check(done > 0, "no checkpoint")
    err = test.job(f"{run} output.checkpoint_steps=50", 2, "run").finish()
    check(f"goes on after step {done}\n" in err, err)
    check_same(test, "whole", "run")
    check_every_step_once(directory)
    check(not part_is_there(directory), "torn checkpoints are left")


def semaphore_left(test):
    """A job that is killed while it opens a file can leave the semaphore of Open MPI's shared file pointers taken,
    which is called as the file is: no job after it waits for that."""
    semaphore = pathlib.Path("/dev/shm/sem.OMPIO_step-0000000001.h5.part")
    semaphore.write_bytes(bytes(32))  # a sem_t of value 0
    try:
        test.job(f"optimizer.passes=5 {EVERY_STEP} output.keep=100", 2, "run").finish()
    finally:
        semaphore.unlink(missing_ok=True)
    check((test.folder / "run/checkpoints/step-0000000001.h5").exists(), "no checkpoint of that name")


def finished(test):
    """A finished run says so; --resume never moves it aside; --resume DIR goes on from another's checkpoints."""
    run = RUNS["lbfgs_with_a_fixed_table"]
    test.job(run, 2, "run").finish()
    steps = steps_of(test.folder / "run")
    err = test.job(run, 3, "run").finish()
    check("nothing was left to do, the run had ended before: passes used up" in err, err)
    check(steps_of(test.folder / "run") == steps, "the metrics changed")
    check(len(sessions_of(test.folder / "run")) == 2, "not two sessions")
    test.job(run, 0, "run", "--resume", "never").finish()
    earlier = sorted(path.name for path in (test.folder / "run/earlier-1").iterdir())
    check(earlier == ["checkpoints", "metrics.jsonl", "policy.h5", "run.json"], f"earlier-1 has {earlier}")
    check_same(test, "run", "run/earlier-1")
    check(len(sessions_of(test.folder / "run")) == 1, "the new run has the old one's sessions")
    test.job(run, 3, "other", "--resume", "run").finish()
    check_same(test, "run", "other")


def run_named(make, tests):
    """The program of a file of tests: --list, or BUILD SCRATCH TEST."""
    if sys.argv[1] == "--list":
        print("\n".join(f"{name} {processors}" for name, (_, _, processors) in tests.items()))
        return
    build, scratch, name = sys.argv[1:]
    function, arguments, _ = tests[name]
    test = make(build, scratch, name)
    try:
        function(test, *arguments)
    finally:
        test.end()


TESTS = {  # name: (function, arguments, processors)
    **{f"same_bits.{name}": (same_bits, (settings,), 2) for name, settings in RUNS.items()},
    **{f"same_bits_in_any_layout.{name}": (same_bits_in_any_layout, (settings,), 2) for name, settings in RUNS.items()},
    "usr1_to_the_launcher": (stopped, (3, 2, signal.SIGUSR1), 2),
    "usr1_to_one_process": (stopped, (0, 3, signal.SIGUSR1), 2),
    "term_to_one_process": (stopped, (0, 4, signal.SIGTERM), 2),
    "kill_9": (killed, (), 2),
    "semaphore_left_by_a_killed_job": (semaphore_left, (), 2),
    "finished": (finished, (), 2),
    "comparison_usr1_to_the_launcher": (stopped_comparison, (3, 2, signal.SIGUSR1), 2),
    "comparison_term_to_one_process": (stopped_comparison, (0, 4, signal.SIGTERM), 2),
    "comparison_kill_9": (killed_comparison, (), 2),
}


if __name__ == "__main__":
    run_named(Test, TESTS)
