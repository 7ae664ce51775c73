import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

import headroom
from environment import LOOP, SHORT
from headroom import _measure, _result

LOOP_COMMAND = ["python", "-S", LOOP]
BYTES_PER_SAMPLE = 400_000


def keep_samples(batch_size):
    samples = bytearray(BYTES_PER_SAMPLE * batch_size)
    time.sleep(0.01)
    return samples


class SweepTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = headroom.sweep(LOOP_COMMAND, **SHORT)

    def test_fields_of_the_document(self):
        result = self.result
        self.assertEqual(result.kind, "sweep")
        self.assertEqual([point.batch_size for point in result.points], [8, 64])
        self.assertIs(result.raw["points"][0]["batchSize"], result.points[0].batchSize)
        # A step of the loop takes at least 2 ms + 20 us for each sample.
        self.assertGreaterEqual(result.points[1].step_seconds.mean, 0.00328)
        self.assertGreater(result.machine.usable_cpus, 0)
        self.assertIsNone(result.learns)
        with self.assertRaisesRegex(AttributeError, "there is no 'nothing' among"):
            result.nothing

    def test_text_is_what_the_program_prints(self):
        self.assertIn("samples/s", str(self.result))
        self.assertNotIn("\x1b", str(self.result))

    def test_page_is_in_a_frame_without_rights(self):
        shown = self.result._repr_html_()
        self.assertTrue(shown.startswith("<iframe sandbox "))
        self.assertIn("&lt;svg", shown)
        self.assertNotIn("<svg", shown)


class OtherMeasurementTests(unittest.TestCase):
    def test_compare(self):
        options = {"budget": "8s", "batch_sizes": [8, 64], "progress": False}
        compared = headroom.compare({"first": LOOP_COMMAND, "second": " ".join(LOOP_COMMAND)}, **options)
        self.assertEqual([contestant.name for contestant in compared.contestants], ["first", "second"])
        self.assertEqual([point.batch_size for point in compared.contestants[1].points], [8, 64])

    def test_run_with_steps_that_the_script_reports(self):
        script = (
            "import time, headroom\n"
            "headroom.describe(parameters=7, training_samples=3200, optimizer='SGD', learning_rate=0.1)\n"
            "for _ in range(100):\n    time.sleep(0.01)\n    headroom.step(samples=32)\n"
            "with headroom.pause():\n    time.sleep(0.3)\n"
            "print('trained')\n"
        )
        with mock.patch.object(sys, "stderr", io.StringIO()) as shown:
            ran = headroom.run(["python", "-c", script])
        self.assertEqual(ran.kind, "run")
        self.assertEqual(ran.trials[0].samples, 99 * 32)  # from the end of the first step
        self.assertIn("trained", shown.getvalue())
        # The same script without Headroom.
        alone = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(alone.stdout, "trained\n")

    def test_largest_batch_by_the_law_of_memory(self):
        least, most = 150, 300  # 100 MB hold 250 samples, and an interpreter
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "script.py")
            script.write_text(
                "import time, headroom\n"
                f"def train(batch_size):\n    kept = bytearray({BYTES_PER_SAMPLE} * batch_size)\n    time.sleep(0.01)\n"
                "if __name__ == '__main__':\n"
                "    print(headroom.largest_batch(train, memory_limit='100MB', budget='30s', progress=False))\n"
            )
            for found in (
                subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=True).stdout,
                headroom.largest_batch(keep_samples, memory_limit="100MB", budget="30s", progress=False),
            ):
                self.assertTrue(least < int(found) < most, found)

    def test_largest_batch_of_a_function_that_fails(self):
        with self.assertRaisesRegex(headroom.HeadroomError, "the command fail") as raised:
            headroom.largest_batch(fail_always, budget="20s", progress=False)
        self.assertIn("nothing to train", raised.exception.hint)


def fail_always(batch_size):
    raise RuntimeError("nothing to train")


class FailureTests(unittest.TestCase):
    def failure(self, measure, *arguments, **options):
        with self.assertRaises(headroom.HeadroomError) as raised:
            measure(*arguments, progress=False, **options)
        return raised.exception

    def test_a_threshold_that_is_not_met_has_its_result(self):
        failure = self.failure(headroom.fit, LOOP_COMMAND, at_most=64, at_least=128, budget="20s")
        self.assertEqual((failure.exit_code, failure.result.fits.batch_size), (2, 64))
        self.assertIn("less than the asked 128", failure.message)

    def test_a_command_that_does_not_start(self):
        failure = self.failure(headroom.sweep, ["no-such-program"])
        self.assertEqual((failure.exit_code, failure.result), (1, None))
        self.assertIn("cannot start 'no-such-program'", failure.message)
        self.assertIn("starts by itself", failure.hint)

    def test_a_training_that_fails_shows_its_last_lines(self):
        failure = self.failure(headroom.sweep, ["python", "-c", "raise ValueError('no data')"], batch_sizes=[8])
        self.assertEqual(failure.exit_code, 1)
        self.assertIn("ValueError: no data", str(failure))

    def test_an_option_that_does_not_exist(self):
        failure = self.failure(headroom.sweep, LOOP_COMMAND, bogus=1)
        self.assertEqual(failure.exit_code, 64)
        self.assertIn("--bogus", failure.message)
        self.assertIn("headroom sweep --help", failure.hint)

    def test_a_command_as_one_string(self):
        with self.assertRaisesRegex(TypeError, r"\['python', 'train.py'\]"):
            headroom.sweep("python train.py")
        with self.assertRaisesRegex(ValueError, "training command is missing"):
            headroom.fit([])

    def test_a_program_that_is_missing(self):
        with mock.patch.dict(os.environ, {"HEADROOM_BINARY": "/nowhere/headroom"}):
            failure = self.failure(headroom.sweep, LOOP_COMMAND)
        self.assertEqual(failure.exit_code, 3)
        self.assertIn("/nowhere/headroom", failure.message)


class ProgressTests(unittest.TestCase):
    def test_a_notebook_gets_lines(self):
        with mock.patch.object(sys, "stderr", io.StringIO()) as shown:
            headroom.fit(LOOP_COMMAND, at_most=8, budget="20s")
        self.assertRegex(shown.getvalue(), r"watching · \d|trial \d")

    def test_a_terminal_gets_the_line_that_is_drawn_again(self):
        reading, writing = os.openpty()
        script = f"import headroom; headroom.fit({LOOP_COMMAND!r}, at_most=8, budget='20s')"
        subprocess.run([sys.executable, "-c", script], stderr=writing, check=True)
        os.close(writing)
        shown = b""
        try:
            while part := os.read(reading, 4096):
                shown += part
        except OSError:  # the end of a terminal
            pass
        os.close(reading)
        self.assertRegex(shown, "\r.*(watching ·|trial) \\d".encode())


class OptionTests(unittest.TestCase):
    def test_options_as_words(self):
        self.assertEqual(
            _measure._options({"batch_sizes": [8, 16], "no_oom": True, "batch_scan": (1, 8), "price": None, "seed": 0}),
            ["--batch-sizes=8,16", "--no-oom", "--batch-scan", "1", "8", "--seed=0"],
        )

    def test_words_of_a_comparison_are_quoted_but_for_placeholders(self):
        words = [_measure._quote(word) for word in ("{batch}", "--lr={lr}", "a b")]
        self.assertEqual(words, ["{batch}", "--lr={lr}", "'a b'"])

    def test_a_message_among_progress_and_warnings(self):
        errors = "\x1b[2Ktrial 1\r\nheadroom: it failed, and where\n  do this\n    indented\nwarning\n"
        self.assertEqual(_result.failure_text(errors), ("it failed, and where", "do this\n  indented"))
        self.assertEqual(_result.failure_text(""), ("headroom gave no reason.", None))
