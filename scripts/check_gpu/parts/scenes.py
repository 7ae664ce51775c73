"""Scenes of 64 pixels from many trajectories, both stages, and how good they are then."""

import json
import re

from check import Clock

TITLE = "Scenes of 64 pixels"
WANTS, LEAST = 400, 60
# It takes minutes: only when --parts names it.
ALONE = True

# A trajectory of 16 frames takes 25 ms of one core to draw, for each command.
TRAJECTORIES_PER_SECOND = 5
TRIED_EPOCHS = 2


def measure(check, seconds):
    clock = Clock(seconds)
    environment = check.engine.environment(seconds / 3)
    rooms = max(16, min(2000, round(TRAJECTORIES_PER_SECOND * seconds)) if check.on_gpu else 16)
    batch = 32 if check.on_gpu else 8
    options = ["--rooms", rooms, "--size", 64 if check.on_gpu else 16, "--frames", 16, "--batch-size", batch]
    options += ["--rays", 256 if check.on_gpu else 64, "--device", check.device, "--seed", "1"]
    options += ["--prior-steps", 10_000 if check.on_gpu else 20]

    # A few epochs show how many the time suffices for: a training that is ended early has no prior.
    first = check.work / "scenes-first.safetensors"
    command = ["train", "scenes", *options, "--epochs", TRIED_EPOCHS, "--checkpoint", first]
    check.headroom("train-scenes-first", *command, seconds=max(20, clock.left() / 4), **environment)
    speed = re.search(r"steps at batch size .* in (?:(\d+) min )?(\S+) (m?)s", check.written("train-scenes-first"))
    epoch = seconds_of(speed) / TRIED_EPOCHS if speed else 1
    evaluating = 60 + rooms / 20 if check.on_gpu else 20
    epochs = max(2, int((clock.left() - evaluating) * 0.6 / max(epoch, 1e-3))) if check.on_gpu else 4

    model = check.work / "scenes.safetensors"
    command = ["train", "scenes", *options, "--epochs", epochs, "--checkpoint", model]
    check.headroom("train-scenes", *command, seconds=max(20, clock.left() - evaluating), **environment)
    check.say("", f"`headroom train scenes {' '.join(map(str, options))} --epochs {epochs}`:", "")
    check.say(*(f"    {line}" for line in check.written("train-scenes").strip().splitlines()[:6]))
    document = check.output / "scenes.json"
    evaluation = ["scenes", "evaluate", "--checkpoint", model, "--export-json", document]
    check.headroom("evaluate-scenes", *evaluation, seconds=max(15, clock.left()), **environment)
    try:
        found = json.loads(document.read_text())
    except (OSError, ValueError):
        return
    frames, baselines, prior = found["heldOutFrames"], found["baselines"], found["prior"]
    rows = [
        ["held-out frames", f"{frames['psnr']:.2f} dB (95 %: {frames['low']:.2f} to {frames['high']:.2f})"],
        ["nearest training frame", f"{baselines['nearestFrame']:.2f} dB"],
        ["mean color", f"{baselines['meanColour']:.2f} dB"],
        ["latent vectors of other trajectories", f"{found['permutedLatents']:.2f} dB"],
        ["rotation, mean", f"{found['rotationDegrees']:.1f} degrees"],
    ]
    if prior:
        rows += [
            ["Fréchet distance: prior", f"{prior['frechet']:.3f}"],
            ["Gaussian with the same covariance", f"{prior['fullGaussian']:.3f}"],
        ]
    check.say_table(["", ""], rows)
    check.say("", "The rooms are drawn by the program: this is not comparable with published results.")


def seconds_of(match):
    """The seconds of a text such as 2 min 3 s, 1.5 s or 483 ms."""
    minutes, number, thousandths = match.groups()
    return 60 * int(minutes or 0) + float(number) / (1000 if thousandths else 1)
