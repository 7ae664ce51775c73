"""Deep Q-learning of Gymnasium's taxi in PyTorch, in common implementations.

Usage: deep.py cleanrl|sb3|pytorch --settings shared|own [--seed N] [--steps N] [--processor-seconds N]

`sb3` is the DQN of Stable-Baselines3. `cleanrl` is the algorithm of CleanRL's dqn.py, reimplemented from its
description (docs.cleanrl.dev/rl-algorithms/dqn): the package `cleanrl` on the index is from 2021, requires a Gym that
no longer installs and has other defaults than the file in current use. It is leaner than that file, without its logs
and its vector of one environment. `pytorch` is the same loop with Headroom's additions: an embedding instead of one-hot
input, double Q-learning, and PyTorch's fused Adam. Prints one line of JSON.
"""

import argparse
import json
import random

import gymnasium
import numpy
import torch
from torch import nn

import dry_taxi

states, actions = 500, 6


class Settings(argparse.Namespace):
    """Headroom's settings, as far as they exist here; the others change them."""

    hidden, batch_size, learning_rate, discount = [128], 256, 1e-3, 0.95
    capacity, learning_starts, train_every, copy_every = 50_000, 1_000, 4, 500
    exploration_steps, last_epsilon, huber = 60_000, 0.05, True


# Values of its description. Its exploration takes half of the training, here half of 120,000 steps.
own_of_cleanrl = Settings(
    hidden=[120, 84], batch_size=128, learning_rate=2.5e-4, discount=0.99,
    capacity=10_000, learning_starts=10_000, train_every=10, huber=False,
)


class OneHot(gymnasium.ObservationWrapper):
    rows = numpy.eye(states, dtype=numpy.float32)

    def __init__(self, environment):
        super().__init__(environment)
        self.observation_space = gymnasium.spaces.Box(0, 1, (states,), numpy.float32)

    def observation(self, state):
        return self.rows[state]


class Memory:
    """Replay memory in arrays, the oldest experiences replaced first; observations in the format of the network."""

    def __init__(self, capacity, example):
        shape = (capacity, *numpy.shape(example))
        kind = numpy.asarray(example).dtype
        self.observations, self.nexts = numpy.zeros(shape, kind), numpy.zeros(shape, kind)
        self.actions = numpy.zeros(capacity, numpy.int64)
        self.rewards, self.ends = numpy.zeros(capacity, numpy.float32), numpy.zeros(capacity, numpy.float32)
        self.count, self.capacity = 0, capacity

    def add(self, observation, action, reward, following, terminated):
        at = self.count % self.capacity
        self.observations[at], self.actions[at], self.rewards[at] = observation, action, reward
        self.nexts[at], self.ends[at] = following, terminated
        self.count += 1

    def sample(self, size):
        chosen = numpy.random.randint(0, min(self.count, self.capacity), size)
        arrays = self.observations, self.actions, self.rewards, self.nexts, self.ends
        return [torch.from_numpy(array[chosen]) for array in arrays]


class Rows(nn.Module):
    """Linear layer over one-hot input without its multiplications by 0, with the same initialization."""

    def __init__(self, width):
        super().__init__()
        start = nn.Linear(states, width)
        self.rows, self.bias = nn.Parameter(start.weight.detach().T.contiguous()), start.bias

    def forward(self, numbers):
        return nn.functional.embedding(numbers, self.rows) + self.bias


def network(hidden, embedded):
    first = Rows(hidden[0]) if embedded else nn.Linear(states, hidden[0])
    layers = [first, nn.ReLU()]
    for before, after in zip(hidden, hidden[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(hidden[-1], actions))


def update(online, target, optimizer, batch, settings, double):
    observations, chosen, rewards, nexts, ends = batch
    with torch.no_grad():
        values = target(nexts)
        if double:
            best = values.gather(1, online(nexts).argmax(1, keepdim=True)).squeeze(1)
        else:
            best = values.max(1).values
        wanted = rewards + settings.discount * best * (1 - ends)
    found = online(observations).gather(1, chosen.unsqueeze(1)).squeeze(1)
    loss = nn.functional.huber_loss(found, wanted) if settings.huber else nn.functional.mse_loss(found, wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def train_in_pytorch(settings, seed, course, embedded):
    """Loop of CleanRL's dqn.py; with an embedding also Headroom's."""
    environment = dry_taxi.make() if embedded else OneHot(dry_taxi.make())
    online, target = network(settings.hidden, embedded), network(settings.hidden, embedded)
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=settings.learning_rate, fused=embedded or None)
    everything = torch.arange(states) if embedded else torch.eye(states)
    observation, _ = environment.reset(seed=seed)
    environment.action_space.seed(seed)
    memory = Memory(settings.capacity, observation)
    steps = updates = 0

    def best_of_all():
        with torch.no_grad():
            return online(everything).argmax(1)

    while course.goes_on(steps, updates, best_of_all):
        share = min(1, steps / settings.exploration_steps)
        if random.random() < 1 + share * (settings.last_epsilon - 1):
            action = int(environment.action_space.sample())
        else:
            with torch.no_grad():
                action = int(online(torch.as_tensor(observation).unsqueeze(0)).argmax(1))
        following, reward, terminated, truncated, _ = environment.step(action)
        memory.add(observation, action, reward, following, terminated)
        observation = environment.reset()[0] if terminated or truncated else following
        steps += 1
        if steps > settings.learning_starts and steps % settings.train_every == 0:
            update(online, target, optimizer, memory.sample(settings.batch_size), settings, embedded)
            updates += 1
        if steps % settings.copy_every == 0:
            target.load_state_dict(online.state_dict())


def train_with_sb3(shared, seed, course):
    """Trains with Stable-Baselines3, which converts a number to one-hot input by itself, and has no double
    Q-learning."""
    import stable_baselines3
    from stable_baselines3.common.callbacks import BaseCallback

    everything = torch.arange(states)

    class Watch(BaseCallback):
        def _on_step(self):
            network = self.model.q_net
            return course.goes_on(
                self.num_timesteps, self.model._n_updates, lambda: network._predict(everything).numpy()
            )

    more = {}
    if shared:
        s = Settings()
        more = dict(
            learning_rate=s.learning_rate, buffer_size=s.capacity, learning_starts=s.learning_starts,
            batch_size=s.batch_size, gamma=s.discount, train_freq=s.train_every, target_update_interval=s.copy_every,
            exploration_fraction=s.exploration_steps / course.most_steps, exploration_final_eps=s.last_epsilon,
            policy_kwargs={"net_arch": s.hidden},
        )
    model = stable_baselines3.DQN("MlpPolicy", dry_taxi.make(), seed=seed, device="cpu", **more)
    model.learn(course.most_steps, callback=Watch())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("learner", choices=["cleanrl", "sb3", "pytorch"])
    parser.add_argument("--settings", choices=["shared", "own"], default="shared")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=120_000)
    parser.add_argument("--processor-seconds", type=float, default=150)
    parser.add_argument("--evaluate-every", type=int, default=1_000)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    random.seed(arguments.seed)
    numpy.random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    course = dry_taxi.Course(arguments.evaluate_every, arguments.steps, arguments.processor_seconds)
    shared = arguments.settings == "shared"
    if arguments.learner == "sb3":
        train_with_sb3(shared, arguments.seed, course)
    else:
        settings = Settings() if shared else own_of_cleanrl
        train_in_pytorch(settings, arguments.seed, course, embedded=arguments.learner == "pytorch")
    print(json.dumps(course.points))


if __name__ == "__main__":
    main()
