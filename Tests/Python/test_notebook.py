import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from environment import LOOP, SHORT

NOTEBOOK = os.environ.get("HEADROOM_NOTEBOOK")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def cell(source):
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source, "id": "c"}


@unittest.skipUnless(NOTEBOOK, "HEADROOM_NOTEBOOK names no Python with nbconvert")
class NotebookTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        options = {**SHORT, "progress": True}
        cells = [
            "import headroom, time\n"
            f"result = headroom.sweep(['python', '-S', {LOOP!r}], **{options!r})\nresult",
            "result.to_pandas()[['batchSize', 'samplesPerSecond.value']]",
            "def train(batch_size):\n    kept = bytearray(400_000 * batch_size)\n    time.sleep(0.01)\n"
            "headroom.largest_batch(train, memory_limit='150MB', budget='30s', progress=False)",
        ]
        notebook = {
            "cells": [{**cell(source), "id": f"cell{index}"} for index, source in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = pathlib.Path(cls.folder.name)
        (path / "sweep.ipynb").write_text(json.dumps(notebook))
        # The packages of the notebook's environment, in the Python that has the wheel.
        packages = next(pathlib.Path(NOTEBOOK).parent.parent.glob("lib/python*/site-packages"))
        environment = {
            **os.environ,
            "PYTHONPATH": str(packages),
            "JUPYTER_PATH": str(packages.parent.parent.parent / "share/jupyter"),
            "IPYTHONDIR": str(path / "ipython"),
            "JUPYTER_PLATFORM_DIRS": "1",
        }
        for arguments in (["notebook", "--execute", "--inplace"], ["html", "--output", "page.html"]):
            done = subprocess.run(
                [sys.executable, "-m", "nbconvert", "--to", *arguments, "sweep.ipynb"],
                cwd=path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            if done.returncode != 0:
                raise AssertionError(done.stdout[-3000:])
        cls.cells = json.loads((path / "sweep.ipynb").read_text())["cells"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_outputs(self):
        first, table, largest = (one["outputs"] for one in self.cells)
        streams = "".join("".join(one["text"]) for one in first if one["output_type"] == "stream")
        self.assertRegex(streams, r"trial \d")
        self.assertIn("<iframe sandbox", "".join(first[-1]["data"]["text/html"]))
        shown = "".join(table[-1]["data"]["text/html"])
        self.assertRegex(shown, r"<th>samplesPerSecond.value</th>(.|\n)*<td>8</td>(.|\n)*<td>64</td>")
        self.assertTrue(200 < int("".join(largest[-1]["data"]["text/plain"])) < 400)

    @unittest.skipUnless(CHROMIUM, "Chromium is not installed")
    def test_the_page_is_drawn_in_the_notebook(self):
        path = pathlib.Path(self.folder.name)
        page = (path / "page.html").read_text()
        empty = re.sub(r'srcdoc="[^"]*"', 'srcdoc=""', page)
        self.assertNotEqual(page, empty)
        sizes = []
        for name, text in (("full", page), ("empty", empty)):
            (path / f"{name}.html").write_text(text)
            picture = path / f"{name}.png"
            subprocess.run(
                [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,1400",
                 # Else a frame is drawn by another process, for which a picture does not wait.
                 "--disable-features=IsolateSandboxedIframes",
                 f"--user-data-dir={path / 'browser'}", f"--screenshot={picture}", (path / f"{name}.html").as_uri()],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
            )  # fmt: skip
            sizes.append(picture.stat().st_size)
            if os.environ.get("HEADROOM_TEST_PICTURES"):
                shutil.copy(picture, os.environ["HEADROOM_TEST_PICTURES"])
        # Text and curves take tens of kilobytes of a picture.
        self.assertGreater(sizes[0], sizes[1] + 10_000)
