"""Runs a command under the agent and prints every line of its events as it was written: record.py PYTHON SCRIPT...

The command's output follows after them. With RECORD_SET=64 in the environment, the batch size 64 is requested after the
tenth step.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "events")
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    server.settimeout(0.1)
    has_ended = threading.Event()

    def record():
        while True:
            try:
                connection, _ = server.accept()
            except TimeoutError:
                if has_ended.is_set():
                    return
                continue
            connection.settimeout(None)
            asked = os.environ.get("RECORD_SET")
            with connection.makefile() as lines:
                for line in lines:
                    sys.stdout.write(line)
                    event = json.loads(line) if asked else {}
                    if event.get("event") == "step" and event["step"] >= 10:
                        connection.sendall(f'{{"set":{{"batchSize":{asked}}}}}\n'.encode())
                        asked = None

    recorder = threading.Thread(target=record)
    recorder.start()
    run = subprocess.run(
        sys.argv[1:], env={**os.environ, "HEADROOM_EVENTS": path}, stdout=subprocess.PIPE, text=True
    )
    has_ended.set()
    recorder.join()
    sys.stdout.write(run.stdout)
    sys.exit(run.returncode)
