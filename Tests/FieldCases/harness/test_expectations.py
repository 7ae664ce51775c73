"""Tests of the expectations' meaning: python3 -m unittest discover Tests/FieldCases/harness"""

import unittest

from expectations import Malformed, judge

REPORT = {
    "fits": {"batchSize": 146, "limitedBy": "memory", "verified": True},
    "pays": None,
    "trials": [
        {"id": 1, "batchSize": 8, "samples": 80, "steps": 10, "outcome": "completed"},
        {"id": 2, "batchSize": 16, "samples": 160, "steps": 10, "outcome": "failed"},
    ],
    "points": [],
    "timeline": [None, 0.5, 0.8],
}
NAMES = {"exit": 0, "F": 212.0, "text": "it ran out of memory at 16"}


def holds(text):
    return judge(text, NAMES, REPORT)[0]


class Expectations(unittest.TestCase):
    def test_what_holds(self):
        for text in [
            "exit == 0",
            "fits.batchSize == 146",
            "fits.batchSize <= (800 - F) / 4",
            "0.9 * 147 <= fits.batchSize <= 147",
            "fits.limitedBy == \"memory\"",
            "fits.verified == true",
            "fits.batchSize == 150 within 3 %",
            "fits.batchSize == 150 within 4",
            "fits.batchSize >= 150 within 4",
            "fits.batchSize <= 140 within 6",
            "pays is null",
            "fits is not null",
            "pays.batchSize is null",
            "learns is null",
            "trials[0].samples / trials[0].steps == 8",
            "trials[].samples / trials[].steps == trials[].batchSize",
            "trials[batchSize=16].outcome == \"failed\"",
            "trials[-1].id == 2",
            "trials[].outcome != \"outOfMemory\"",
            "text contains \"out of memory\"",
            "text lacks \"killed\"",
            "exit == 1 or pays is null",
            "timeline[known] <= 1",
            "-F < 0",
        ]:
            self.assertTrue(holds(text), text)

    def test_what_does_not_hold(self):
        for text in [
            "exit != 0",
            "fits.batchSize <= (700 - F) / 4",
            "0.9 * 147 <= fits.batchSize <= 145",
            "fits.batchSize == 150 within 2 %",
            "fits.batchSize == 150 within 3",
            "fits.batchSize <= 140 within 5",
            "fits is null",
            "pays is not null",
            "pays.batchSize >= 0",
            "pays.batchSize == 0",
            "pays.batchSize - 1 < 5",
            "trials[].outcome == \"completed\"",
            "trials[5].id == 1",
            "text lacks \"out of memory\"",
            "exit == 1 or pays is not null",
            "exit / 0 == 0",
            "timeline[] <= 1",
            "timeline[known] <= 0.7",
            # Without elements no statement is true of each.
            "points[].batchSize >= 0",
            "points[].batchSize != 3",
        ]:
            self.assertFalse(holds(text), text)

    def test_what_cannot_be_read_is_an_error(self):
        for text in ["", "fits.batchSize", "fits.batchSize ==", "exit = 0", "exit == 0 0", "(1 == 1", "exit is 0"]:
            with self.assertRaises(Malformed, msg=text):
                holds(text)

    def test_what_was_looked_at_is_shown(self):
        self.assertEqual(judge("trials[].steps * 2 >= F", NAMES, REPORT)[1], "trials[].steps = [10, 10], F = 212")


if __name__ == "__main__":
    unittest.main()
