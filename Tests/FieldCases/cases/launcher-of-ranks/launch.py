"""Starts a training once for each process, like DeepSpeed's launcher: python launch.py --num-processes 2 SCRIPT ...

Each process gets its rank from its environment and --local_rank. When one fails the others are ended, and the launcher
returns the exit code of the first that failed.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--num-processes", type=int, default=2)
parser.add_argument("command", nargs=argparse.REMAINDER)
options = parser.parse_args()

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
processes = []
for rank in range(options.num_processes):
    environment = dict(
        os.environ, RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE=str(options.num_processes),
        MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port),
    )
    command = [sys.executable, "-u", options.command[0], f"--local_rank={rank}", *options.command[1:]]
    processes.append(subprocess.Popen(command, env=environment))


def end_all(*_):
    for process in processes:
        if process.poll() is None:
            process.terminate()


signal.signal(signal.SIGTERM, lambda *_: (end_all(), sys.exit(143)))
failed = None
while any(process.poll() is None for process in processes):
    for process in processes:
        if process.poll() and failed is None:
            failed = process.returncode
            print(f"[launch] {process.args} exits with return code = {failed}", file=sys.stderr, flush=True)
            end_all()
    time.sleep(0.05)
if failed is None:
    failed = next((process.returncode for process in processes if process.returncode), 0)
sys.exit(failed if failed >= 0 else 128 - failed)
