"""The machine, and the devices that Headroom finds on it."""

import json
import os

TITLE = "The machine"
WANTS, LEAST = 20, 5

# Time limit of each command in seconds: without these measurements the others are useless.
LIMIT = 20

TORCH = """
import platform, torch
print("Python", platform.python_version(), "PyTorch", torch.__version__, "CUDA", torch.version.cuda)
if torch.cuda.is_available():
    free, total = torch.cuda.mem_get_info()
    print(f"{torch.cuda.get_device_name()}: {free:,} of {total:,} bytes free, cuDNN {torch.backends.cudnn.version()}")
else:
    print("This PyTorch sees no GPU.")
"""


def measure(check, _):
    if check.on_gpu:
        query = "name,driver_version,memory.total,mig.mode.current,clocks.max.sm,power.limit"
        ended = check.run("nvidia-smi", ["nvidia-smi", f"--query-gpu={query}", "--format=csv"], LIMIT)
        if ended.code == 0:
            check.say("", *(f"    {line}" for line in check.written("nvidia-smi").strip().splitlines()))
    if check.run("torch", [check.python, "-c", TORCH], LIMIT).code == 0:
        check.say("", *check.written("torch").strip().splitlines())
    check.say("", f"{os.cpu_count()} CPUs.")
    check.headroom("doctor", "doctor", "--json", seconds=LIMIT)
    check.headroom("watch", "watch", "--once", "--json", seconds=LIMIT)
    doctor, watch = (json.loads(check.written(name) or "{}") for name in ("doctor", "watch"))
    check.say("", f"`headroom doctor` sees {', '.join(doctor.get('devices') or ['no device'])}.")
    for device in watch.get("devices") or []:
        known = [name for name, value in device.items() if value is not None and name not in ("absent", "id", "index")]
        check.say("", f"`headroom watch` reads of {device['name']}: {', '.join(sorted(known))}.")
        check.say_list(f"absent: {name}, {why}" for name, why in sorted((device.get("absent") or {}).items()))
    check.say_list(f"problem: {problem}" for problem in watch.get("problems") or [])
