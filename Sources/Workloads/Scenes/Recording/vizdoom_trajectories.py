"""Records walks through a map of ViZDoom, without a display: pictures, depths and camera poses.

Writes the layout of GSN (https://github.com/apple/ml-gsn): TARGET/train/EPISODE/cameras.json, NNN_rgb.png and
NNN_depth.png, with scene.json beside them. Lengths are in meters of 32 map units, depths in millimeters.

Usage: vizdoom_trajectories.py TARGET --trajectories N --frames N --seed N --map NAME [--full-size]
"""

import argparse
import json
import os
import pathlib
import random
import struct
import sys
import tempfile
import zlib

import numpy
import vizdoom

# The walls' depths have another offset at smaller resolutions, so frames are always drawn in this one.
WIDTH, HEIGHT = 640, 480
# The horizontal field of view is 90 degrees at 4:3, and Doom's pixels are 1.2 times as high as wide.
FOCAL_X, FOCAL_Y = 0.5 * WIDTH, 0.8 * HEIGHT
# The buffer has 8 bits, linear in the depth along the camera's axis, in map units.
DEPTH_SLOPE, DEPTH_OFFSET, DEPTH_CLIPPED = 7.14, 2.03, 255
# A man of 56 map units is then 1.75 m tall.
UNITS_PER_METER = 32
# Turns are ignored before.
FIRST_TICS = 10
TICS_PER_FRAME = 4
# Frames after which the walk is at its speed.
WARM_UP_FRAMES = 8
# Each frame of a recording that is made smaller is the mean of blocks of this side.
REDUCTION = 4

MAPS = ["my_way_home", "health_gathering_supreme"]
VARIABLES = [
    vizdoom.GameVariable.CAMERA_POSITION_X, vizdoom.GameVariable.CAMERA_POSITION_Y,
    vizdoom.GameVariable.CAMERA_POSITION_Z, vizdoom.GameVariable.CAMERA_ANGLE, vizdoom.GameVariable.CAMERA_PITCH,
    vizdoom.GameVariable.POSITION_Z,
]  # fmt: skip


def open_game(name, seed):
    game = vizdoom.DoomGame()
    game.load_config(os.path.join(vizdoom.scenarios_path, name + ".cfg"))
    game.set_screen_resolution(vizdoom.ScreenResolution.RES_640X480)
    game.set_screen_format(vizdoom.ScreenFormat.RGB24)
    game.set_depth_buffer_enabled(True)
    game.set_window_visible(False)
    game.set_sound_enabled(False)
    game.set_render_hud(False)
    game.set_render_weapon(False)
    game.set_render_crosshair(False)
    game.set_render_decals(False)
    game.set_render_particles(False)
    game.set_render_effects_sprites(False)
    game.set_render_messages(False)
    game.set_render_screen_flashes(False)
    game.set_available_buttons(
        [vizdoom.Button.MOVE_FORWARD_BACKWARD_DELTA, vizdoom.Button.TURN_LEFT_RIGHT_DELTA]
    )
    game.set_available_game_variables(VARIABLES)
    game.set_episode_start_time(FIRST_TICS)
    game.set_episode_timeout(0)
    game.set_seed(seed)
    game.init()
    return game


def depth_units(buffer):
    """Depths along the camera's axis in map units."""
    return DEPTH_SLOPE * (buffer.astype(numpy.float32) + DEPTH_OFFSET)


class Steering:
    """Walks on, wandering, and turns to the deeper side before a wall; blind walks see little but walls."""

    NEAR, CLEAR = 90, 130

    def __init__(self, generator):
        self.generator = generator
        self.turn = generator.uniform(-2, 2)
        self.side = 0

    def action(self, buffer):
        """The speed and the turn to the right in degrees, both of each tic."""
        depth = depth_units(buffer)
        middle = depth[HEIGHT // 2 - 40 : HEIGHT // 2 + 40]
        ahead = float(numpy.percentile(middle[:, WIDTH // 2 - 60 : WIDTH // 2 + 60], 25))
        if ahead > self.CLEAR:
            self.side = 0
        elif ahead < self.NEAR and self.side == 0:
            left, right = middle[:, : WIDTH // 2].mean(), middle[:, WIDTH // 2 :].mean()
            self.side = 1 if right > left else -1
        if self.side:
            return (8 if ahead > 45 else 2), 5.0 * self.side
        self.turn = 0.7 * self.turn + self.generator.uniform(-1.5, 1.5)
        return 10, self.turn


def record(game, generator, frames):
    """The states of a walk, and the tics of them; None where the game ended it."""
    game.new_episode()
    steering = Steering(generator)
    found = []
    for index in range(WARM_UP_FRAMES + frames):
        state = game.get_state()
        if state is None or game.is_player_dead():
            return None
        if index >= WARM_UP_FRAMES:
            found.append(
                (state.screen_buffer.copy(), state.depth_buffer.copy(), list(state.game_variables), state.tic)
            )
        game.make_action(list(steering.action(state.depth_buffer)), TICS_PER_FRAME)
    return found


def world_to_camera(x, y, z, angle):
    """The matrix in meters; the camera's axes are right, up and backward, the world's y is up."""
    # The map's x and y are horizontal, and angles are in degrees, counter-clockwise from x.
    cosine, sine = numpy.cos(numpy.radians(angle)), numpy.sin(numpy.radians(angle))
    rotation = numpy.array([[sine, 0, cosine], [0, 1, 0], [-cosine, 0, sine]])
    place = numpy.array([x, z, -y]) / UNITS_PER_METER
    matrix = numpy.eye(4)
    matrix[:3, :3] = rotation
    matrix[:3, 3] = -rotation @ place
    return matrix.round(9).tolist()


def write_png(path, pixels):
    """Writes RGB of 8 bits, or gray of 16 bits."""
    height, width = pixels.shape[:2]
    bits, color = (16, 0) if pixels.ndim == 2 else (8, 2)
    rows = pixels.astype(">u2" if bits == 16 else "u1").reshape(height, -1).view("u1")
    # Each row begins with the number of its filter, which is none.
    data = zlib.compress(numpy.pad(rows, ((0, 0), (1, 0))).tobytes(), 6)

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def reduced(picture, buffer, factor):
    """The mean color of each block, and the depth in its middle."""
    blocks = picture.reshape(HEIGHT // factor, factor, WIDTH // factor, factor, 3)
    colors = (blocks.mean(axis=(1, 3)) + 0.5).astype(numpy.uint8)
    return colors, buffer[factor // 2 :: factor, factor // 2 :: factor]


def write(folder, walk, name, factor):
    folder.mkdir(parents=True)
    cameras = []
    for index, (picture, buffer, variables, tic) in enumerate(walk):
        picture, buffer = reduced(picture, buffer, factor)
        millimeters = depth_units(buffer) / UNITS_PER_METER * 1000
        # The farthest value stands for everything beyond.
        millimeters[buffer == DEPTH_CLIPPED] = 0
        write_png(folder / f"{index:03}_rgb.png", picture)
        write_png(folder / f"{index:03}_depth.png", numpy.rint(millimeters))
        # As in GSN the vertical focal length is negative where the camera's y is up.
        matrix = [
            [FOCAL_X / factor, 0, WIDTH / factor / 2], [0, -FOCAL_Y / factor, HEIGHT / factor / 2], [0, 0, 1],
        ]  # fmt: skip
        cameras.append({"Rt": world_to_camera(*variables[:4]), "K": matrix, "tic": tic})
    (folder / "cameras.json").write_text(json.dumps(cameras))
    scene = {
        "category": name,
        "depth_scale": 0.001,
        "floor_height": min(variables[5] for _, _, variables, _ in walk) / UNITS_PER_METER,
        "source": f"ViZDoom {vizdoom.__version__}, pictures of the Freedoom project (freedoom.github.io)",
    }
    (folder / "scene.json").write_text(json.dumps(scene, indent=1))


def record_all(options, target):
    generator = random.Random(options.seed)
    game = open_game(options.map, options.seed)
    digits = max(2, len(str(options.trajectories - 1)))
    count = attempts = 0
    while count < options.trajectories:
        attempts += 1
        if attempts > 3 * options.trajectories + 20:
            sys.exit(f"only {count} of {attempts} walks were not ended by the game")
        walk = record(game, generator, options.frames)
        if walk is None:
            continue
        if any(abs(variables[4]) > 1e-6 for _, _, variables, _ in walk):
            sys.exit("the camera is not level, as it should be")
        write(target / "train" / f"{count:0{digits}}", walk, options.map, 1 if options.full_size else REDUCTION)
        count += 1
        # Each line shows that the recording is under way.
        print(f"{count} of {options.trajectories}", flush=True)
        if sys.stderr.isatty():
            end = "\n" if count == options.trajectories else ""
            print(f"\r  {count} of {options.trajectories} trajectories", end=end, file=sys.stderr, flush=True)
    game.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("--trajectories", type=int, required=True)
    parser.add_argument("--frames", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--map", choices=MAPS, required=True)
    parser.add_argument("--full-size", action="store_true")
    options = parser.parse_args()
    target = options.target.resolve()
    # The engine leaves its settings and a folder where it is started.
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        record_all(options, target)
        os.chdir("/")


main()
