#!/usr/bin/env python3
"""case_test.py BUILD SCRATCH: the runner of cases notices what it is there to notice."""

import pathlib
import sys
import unittest

import case
import launch

BUILD, SCRATCH = sys.argv[1:3]


def faults(ranks=0, setup="true", **written):
    folder = launch.fresh(pathlib.Path(SCRATCH))
    whole = {"exit": 0, "timeout": 5} | written
    environ = launch.environment(BUILD, **written.get("env", {}))
    assert launch.run(setup, folder, environ, 5)[0] == 0
    return case.check(whole, ranks, folder, environ)


class Cases(unittest.TestCase):
    def test_what_is_as_written_has_no_fault(self):
        self.assertEqual([], faults(run="bash -c 'echo one; echo two >&2; exit 3'", exit=3, stdout=["^one$"], stderr=["two"]))
        self.assertEqual([], faults(run="""echo '{"a": [{"b": 0.5}]}'""", json=[{"at": "a.0.b", "near": 0.51, "within": 0.02}]))
        self.assertEqual([], faults(run="touch new", setup="echo 1 >old", unchanged=["old"], creates=["n*"], absent=["x*"], after=["cmp old <(echo 1)"]))

    def test_each_thing_that_differs_is_a_fault(self):
        for written in (
            dict(run="false"),
            dict(run="true", exit=2),
            dict(run="echo x", stderr=["x"]),
            dict(run="echo x", stdout=["^y"]),
            dict(run="bash -c 'echo x; echo x'", once=["x"]),
            dict(run="echo x", never=["x"]),
            dict(run="echo no", json=[{"at": "a", "is": 1}]),
            dict(run="""echo '{"a": null}'""", json=[{"at": "a", "near": 1, "within": 1}]),
            dict(run="""echo '{"a": 1}'""", json=[{"at": "b.c", "is": 1}]),
            dict(run="bash -c 'echo 2 >old'", setup="echo 1 >old", unchanged=["old"]),
            dict(run="touch d/new", setup="mkdir d", unchanged=["d"]),
            dict(run="true", creates=["new"]),
            dict(run="touch new", absent=["new"]),
            dict(run="true", after=["false"]),
            dict(run="sleep 60", timeout=0.2),
        ):
            with self.subTest(written):
                self.assertEqual(1, len(faults(**written)))

    def test_ranks_are_started_by_mpirun_in_the_case_s_environment(self):
        script = "bash -c 'echo $A of $OMPI_COMM_WORLD_SIZE'"
        self.assertEqual([], faults(ranks=3, run=script, env={"A": "a"}, stdout=["^a of 3$"]))
        self.assertEqual([], faults(ranks=1, run=script, env={"A": "a"}, once=["^a of 1$"]))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
