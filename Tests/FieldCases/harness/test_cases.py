"""Tests of the runner of the cases: python3 -m unittest discover Tests/FieldCases/harness"""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

from cases import BadManifest, Run, read_manifest

# Stand-in for headroom: writes its last argument as the report.
STAND_IN = """#!/bin/bash
[ "$1" = doctor ] && { echo '{"memoryLimit": {"mode": "data"}}'; exit; }
while [ "$1" != --export-json ]; do shift; done
echo "${@: -1}" >"$2"
echo "the report is written" >&2
"""


class Cases(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        binaries = self.folder / "frameworks/pytorch/bin"
        binaries.mkdir(parents=True)
        os.symlink(sys.executable, binaries / "python")
        (self.folder / "headroom").write_text(STAND_IN)
        (self.folder / "headroom").chmod(0o755)
        (self.folder / "case").mkdir()

    def verdicts(self, checks, quiet=False, **more):
        manifest = {"source": ["a/b#1"], "right": ["It is."], "framework": "pytorch", "checks": checks, **more}
        (self.folder / "case/case.json").write_text(json.dumps(manifest))
        run = Run(self.folder / "case", self.folder / "frameworks", self.folder / "headroom", None, quiet)
        self.addCleanup(run.close)
        return [(verdict.expectation, verdict.passed) for verdict in [*run.itself(), *run.checks()]]

    def check(self, command, *expect, **more):
        return {"name": command, "command": command, "expect": list(expect), **more}

    def test_a_command_and_its_report_are_judged(self):
        found = self.verdicts([
            self.check(
                """headroom fit -- '{"fits": {"batchSize": 12}}'; exit 3""",
                "exit == 3", "fits.batchSize == 12", "fits.batchSize == 13", "errors contains \"report is written\"",
                keep={"BEST": "fits.batchSize"},
            ),
            self.check("echo \"found $BEST\"", "output contains \"found 12\"", "BEST == 12", "fits is null"),
        ])
        self.assertEqual([passed for _, passed in found], [True, True, False] + 6 * [True])

    def test_what_a_script_measures_is_a_name_and_a_variable(self):
        found = self.verdicts(
            [self.check("echo $((F + 1))", "output contains \"21\"", "F == 20")],
            measures={"F": "[ $MEMORY_FIELD = VmData ] && echo 20"},
            itself=[{"command": "echo steps 3", "prints": ["steps 3", "steps 4"]}],
        )
        self.assertEqual([passed for _, passed in found], [True, False, True, True, True])

    def test_what_is_left_behind_is_found(self):
        # The shell waits until the process has left its group, with which it would be ended.
        process = (
            'setsid sh -c "touch $TMPDIR/left; exec sleep 9" >/dev/null 2>&1 & '
            "until [ -e $TMPDIR/left ]; do sleep 0.01; done"
        )
        for command in [process, "mkdir $TMPDIR/headroom-x"]:
            found = self.verdicts([self.check(command, "exit == 0")])
            self.assertEqual(found[-1], ("nothing is left behind", False), command)

    def test_a_command_that_does_not_end_is_ended(self):
        found = self.verdicts([self.check("sleep 60 & sleep 60", "exit == 0", "seconds < 30", limit=1)])
        self.assertEqual([passed for _, passed in found], [False, True, True])

    def test_slow_checks_are_left_out_unless_the_machine_is_quiet(self):
        checks = [self.check("true", "exit == 0", runs="quiet")]
        self.assertEqual(self.verdicts(checks), [])
        self.assertEqual(len(self.verdicts(checks, quiet=True)), 2)

    def test_a_manifest_that_is_wrong_is_an_error(self):
        checks = [self.check("true", "exit == 0")]
        good = {"source": ["a/b#1"], "right": ["It is."], "framework": "pytorch", "checks": checks}
        for change in [
            {"source": []}, {"framework": "caffe"}, {"cheks": []}, {"checks": []},
            {"checks": [self.check("true", "exit = 0")]}, {"checks": 2 * checks},
            {"checks": [self.check("true", "exit == 0", kep={})]},
            {"checks": [self.check("true", "exit == 0", runs="never")]},
        ]:
            (self.folder / "case/case.json").write_text(json.dumps(good | change))
            with self.assertRaises(BadManifest, msg=change):
                read_manifest(self.folder / "case")


if __name__ == "__main__":
    unittest.main()
