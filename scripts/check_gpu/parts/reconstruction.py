"""3D reconstruction at 64 cells a side from many shapes, until the time is up, and how good it is then."""

import json

from check import Clock

TITLE = "3D reconstruction at 64 cells"
WANTS, LEAST = 300, 60
# It takes minutes: only when --parts names it.
ALONE = True

# A shape with its pictures takes 4 ms of one core to draw, for the training and again for the evaluation.
SHAPES_PER_SECOND = 45


def measure(check, seconds):
    clock = Clock(seconds)
    environment = check.engine.environment(seconds / 3)
    shapes = max(40, min(50_000, round(SHAPES_PER_SECOND * seconds)) if check.on_gpu else 40)
    model = check.work / "reconstruction.safetensors"
    evaluating = 30 + shapes / 200
    options = ["--resolution", "64", "--shapes", shapes, "--batch-size", "64" if check.on_gpu else "8"]
    # Many epochs: it is ended in time, and keeps its model.
    options += ["--epochs", "100" if check.on_gpu else "1", "--device", check.device, "--seed", "1"]
    command = ["train", "reconstruction", "--checkpoint", model, *options]
    check.headroom("train-reconstruction", *command, seconds=max(20, clock.left() - evaluating), **environment)
    check.say("", f"`headroom train reconstruction {' '.join(map(str, options))}`:", "")
    check.say(*(f"    {line}" for line in check.written("train-reconstruction").strip().splitlines()[:6]))
    document = check.output / "reconstruction.json"
    evaluation = ["reconstruct", "evaluate", "--checkpoint", model, "--export-json", document]
    check.headroom("evaluate-reconstruction", *evaluation, seconds=max(15, clock.left()), **environment)
    try:
        found = json.loads(document.read_text())
    except (OSError, ValueError):
        return
    baselines = found["baselines"]
    check.say_table(
        ["IoU with 200 test shapes", ""],
        [
            ["one picture", interval(found["views"]["1"])],
            ["three pictures", f"{found['views']['3']['iou']:.3f}"],
            ["mean shape", f"{baselines['meanShape']:.3f}"],
            ["mean shape of the right class", f"{baselines['classMean']:.3f}"],
            ["training shape with the nearest picture", f"{baselines['imageNearest']:.3f}"],
            ["nearest training shape (oracle)", f"{baselines['oracleNearest']:.3f}"],
        ])
    check.say("", "The shapes are drawn by the program: this is not comparable with published results on ShapeNet.")


def interval(view):
    return f"{view['iou']:.3f} (95 %: {view['low']:.3f} to {view['high']:.3f})"
