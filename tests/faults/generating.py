"""generating.py BUILD SCRATCH TEST: a bank of outputs is the same, and no answer is asked for twice, however often the
command that makes it is stopped or killed.

generating.py --list                        one line for each test: NAME PROCESSORS
"""

import filecmp
import os
import pathlib
import re
import shutil
import signal

from learning import STOPPED, Job, Test, check, launch, run_named

OUTPUTS = 5 * 7 * 2
SLOWLY = ["--set", "generator.command=exec python3 -S hasher.py --asked asked.jsonl --delay 0.2"]
SOME = 6  # answers that a session gives before it ends


class Filling(Test):
    verb = "generate"

    def __init__(self, build, scratch, name):
        self.mark = f"{name}.{os.getpid()}"
        self.environ = launch.environment(build, FAULT_MARK=self.mark)
        self.folder = launch.fresh(pathlib.Path(scratch))
        shutil.copy(launch.SOURCE / "tests/generators/hasher.py", self.folder)
        (self.folder / "queries.txt").write_text("".join(f"query {q}\n" for q in range(5)))
        (self.folder / "actions.txt").write_text("short\nlong\nsad\nhappy\nodd\nbold\ncalm\n")
        (self.folder / "run.toml").write_text(
            'bank = { queries = "queries.txt", actions = "actions.txt", samples = 2 }\n'
            'generator = { command = "exec python3 -S hasher.py --asked asked.jsonl", name = "hasher" }\n'
        )

    def bank(self, ranks, name="bank.h5", options=()):
        return Job(self, "", ranks, name, *options)

    def kept(self):
        """Answers that are on the disk, whole."""
        return sum(path.read_bytes().count(b"\n") for path in (self.folder / "bank.h5.answers").glob("*.jsonl"))

    def asked(self):
        """Questions since the last call."""
        path = self.folder / "asked.jsonl"
        count = path.read_bytes().count(b"\n") if path.exists() else 0
        path.unlink(missing_ok=True)
        return count

    def finish(self, ranks):
        """What is missing, and nothing else, is asked for; the bank is that of a session of its own."""
        kept = self.kept()
        self.asked()
        self.bank(ranks).finish()
        check(self.asked() == OUTPUTS - kept, f"{kept} answers were kept, and not {OUTPUTS - kept} questions asked")
        self.bank(0, "whole.h5").finish()
        check(filecmp.cmp(self.folder / "bank.h5", self.folder / "whole.h5", shallow=False), "the banks differ")


def stopped(test, ranks, then_ranks, sign):
    job = test.bank(ranks, options=SLOWLY).start()
    job.wait_until(lambda: test.kept() >= SOME, "answers")
    job.process.send_signal(sign)
    err = job.wait(STOPPED)
    told = re.search(rf"asked to stop: (\d+) of {OUTPUTS} outputs are there and kept in bank.h5.answers", err)
    check(told and SOME <= int(told[1]) <= test.kept(), err)  # some may come after the count
    check(not (test.folder / "bank.h5").exists(), "an unfinished bank")
    test.finish(then_ranks)


def killed(test):
    for ranks, victim in ((3, "launcher"), (2, "rank"), (1, "launcher")):
        before = test.kept()
        job = test.bank(ranks, options=SLOWLY).start()
        job.wait_until(lambda: test.kept() >= before + SOME, "answers")
        test.kill(job.process.pid if victim == "launcher" else test.ranks()[-1])
        job.process.wait(timeout=30)
        check(not (test.folder / "bank.h5").exists(), "an unfinished bank")
    test.finish(2)


TESTS = {  # name: (function, arguments, processors)
    "usr1_to_the_launcher": (stopped, (3, 2, signal.SIGUSR1), 2),
    "term_to_one_process": (stopped, (0, 4, signal.SIGTERM), 2),
    "kill_9": (killed, (), 2),
}


if __name__ == "__main__":
    run_named(Filling, TESTS)
