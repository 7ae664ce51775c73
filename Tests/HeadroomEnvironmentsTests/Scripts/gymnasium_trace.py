"""Steps an environment of Gymnasium with given actions and writes the result of each.

Standard input: a line of JSON, {"id": ..., "options": {...}, "seed": ..., "actions": [...]}. Standard output: a row
`t,step|reset,action,observation,reward,terminated,truncated` for each step and reset. An observation of several numbers
is written as the bits of its 32-bit floats, separated by spaces.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

import gymnasium
import numpy


def text(observation):
    if isinstance(observation, numpy.ndarray):
        return " ".join(str(bits) for bits in observation.astype(numpy.float32).view(numpy.uint32))
    return str(int(observation))


for line in sys.stdin:
    order = json.loads(line)
    environment = gymnasium.make(order["id"], **order["options"])
    observation, _ = environment.reset(seed=order["seed"])
    print(f"0,reset,,{text(observation)},,,")
    for t, action in enumerate(order["actions"], 1):
        observation, reward, terminated, truncated, _ = environment.step(action)
        print(f"{t},step,{action},{text(observation)},{int(reward)},{int(terminated)},{int(truncated)}")
        if terminated or truncated:
            observation, _ = environment.reset()
            print(f"{t},reset,,{text(observation)},,,")
