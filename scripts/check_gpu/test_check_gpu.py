"""Tests of the pure parts of the check: `python3 -m unittest discover scripts/check_gpu`."""

import tempfile
import unittest
from pathlib import Path
from typing import NamedTuple

import budget
import documents
import packing
import ratios
import recordings
import tables


class Part(NamedTuple):
    least: float
    wanted: float


class BudgetTests(unittest.TestCase):
    def test_parts_share_what_is_left_by_what_they_want(self):
        self.assertEqual(budget.share(Part(10, 60), [Part(10, 30), Part(10, 30)], 100), 50)

    def test_time_that_a_part_leaves_goes_to_the_next_ones(self):
        self.assertEqual(budget.share(Part(10, 30), [Part(10, 30)], 90), 45)

    def test_a_part_gets_its_least_or_is_skipped(self):
        self.assertEqual(budget.share(Part(20, 30), [Part(10, 300)], 25), 20)
        self.assertIsNone(budget.share(Part(20, 30), [], 19))

    def test_a_part_gets_twice_what_it_wants_at_most(self):
        self.assertEqual(budget.share(Part(10, 30), [], 500), 60)


class TableTests(unittest.TestCase):
    def test_figures_stand_to_the_right(self):
        lines = tables.table(["name", "count", "word"], [["a", 1, "x"], ["b|c", "-", "2"]])
        self.assertEqual(lines[1], "| --- | ---: | --- |")
        self.assertEqual(lines[3], "| b\\|c | - | 2 |")

    def test_what_is_unknown_is_a_dash(self):
        self.assertEqual([tables.number(None), tables.percent(None), tables.gibibytes(None)], ["-"] * 3)


def trial(**fields):
    return {"id": 1, "purpose": "probe", "outcome": "completed", "wallSeconds": 2.0, "processId": 7} | fields


class DocumentTests(unittest.TestCase):
    point = {
        "batchSize": 64,
        "trials": [1],
        "samplesPerSecond": {"value": 100.0, "low": 98.0, "high": 102.0},
        "stepSeconds": {"mean": 0.64},
    }

    def test_a_point_takes_the_figures_of_its_own_trials(self):
        trials = [trial(smActivity={"mean": 0.5}, averagePowerWatts=300.0), trial(id=2, smActivity={"mean": 0.9})]
        row = dict(zip(documents.POINT_HEADINGS, documents.point_row(self.point, trials)))
        self.assertEqual(row["samples/s"], "100 ± 2.0 %")
        self.assertEqual((row["SM activity"], row["power"], row["tensor"]), ("50 %", "300 W", "-"))

    def test_device_memory_goes_before_that_of_the_host(self):
        self.assertEqual(documents.peak_memory({"deviceMemory": {"peakBytes": 3}, "peakHostMemoryBytes": 9}), 3)
        self.assertEqual(documents.peak_memory({"peakDeviceMemoryBytes": None, "peakHostMemoryBytes": 9}), 9)
        self.assertIsNone(documents.peak_memory({}))

    def test_fields_of_older_documents_are_unknown(self):
        row = dict(zip(documents.TRIAL_HEADINGS, documents.trial_row(trial(batchSize=None))))
        self.assertEqual((row["device peak"], row["context"], row["batch size"]), ("-", "-", "-"))
        self.assertIsNone(documents.law({"laws": {}}, "deviceMemory"))

    def test_failed_trials_are_told_with_their_reason(self):
        document = {"trials": [trial(), trial(id=2, outcome="failed", message="no such file")], "notes": ["short"]}
        self.assertEqual(documents.remarks(document), ["trial 2 failed: no such file", "note: short"])

    def test_trials_of_one_process_are_one_start(self):
        document = {"trials": [trial(), trial(), trial(processId=8), trial(processId=None, outcome="outOfMemory")]}
        self.assertEqual(documents.process_starts(document), 2)
        self.assertEqual(documents.out_of_memory_probes(document), 1)


class RecordingTests(unittest.TestCase):
    def test_the_first_device_but_the_cpu_counts(self):
        lines = [
            {"device": "cpu", "at": 1, "readings": [["powerWatts", 9]]},
            {"device": "GPU-0", "at": 1, "readings": [["powerWatts", 100, 0.9, 1], ["utilization", 1]]},
            {"device": "GPU-1", "at": 1, "readings": [["powerWatts", 50]]},
            {"trial": {}},
            {"device": "GPU-0", "at": 2, "readings": [["powerWatts", 300]]},
        ]
        self.assertEqual(recordings.readings(lines, "powerWatts"), [(0.9, 100), (2, 300)])

    def test_energy_of_both_over_the_same_seconds(self):
        power = [(0, 100), (2, 300), (4, 300), (6, 300)]
        counter = [(0, 1000), (6, 2600)]
        self.assertEqual(recordings.load_begins(power), 2)
        counted, added = recordings.energies(power, counter, 1, 5)
        self.assertAlmostEqual(counted, 1600 * 4 / 6)
        self.assertAlmostEqual(added, 250 + 3 * 300)
        self.assertIsNone(recordings.energies(power, counter, 1, 7))


class RatioTests(unittest.TestCase):
    def test_geometric_mean_and_interval(self):
        mean, (low, high) = ratios.ratio([(1, 1.1), (1, 1.2), (2, 2.2)])
        self.assertAlmostEqual(mean, (1.1 * 1.2 * 1.1) ** (1 / 3))
        self.assertTrue(low < mean < high)
        self.assertIsNone(ratios.ratio([(1, 1.1)])[1])


class PackingTests(unittest.TestCase):
    def test_large_files_are_left_out(self):
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder) / "results"
            results.mkdir()
            (results / "small").write_bytes(b"x")
            (results / "large").write_bytes(bytes(packing.LARGEST + 1))
            packing.pack(results, Path(folder) / "results.tar.gz")
            with packing.tarfile.open(Path(folder) / "results.tar.gz") as archive:
                self.assertEqual(archive.getnames(), ["results/small"])
            self.assertEqual(packing.left_out(results), [Path("large")])


if __name__ == "__main__":
    unittest.main()
