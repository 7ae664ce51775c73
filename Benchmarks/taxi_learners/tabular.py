"""Tabular learning of Gymnasium's taxi in a plain loop in Python, with the settings of `headroom train taxi`.

Usage: tabular.py q|sarsa|expected-sarsa|double-q [--gymnasium] [--seed N] [--steps N]

Without --gymnasium the loop looks transitions up in lists, which is faster than stepping the environment. Prints one
line of JSON.
"""

import argparse
import json
import random

import dry_taxi

actions = range(6)


class Settings:
    """Optimistic values and a learning rate of 1, since the environment is deterministic; see
    docs/measurements/taxi.md."""

    def __init__(self, algorithm):
        double = algorithm == "double-q"
        self.learning_rate = 0.5 if double else 1.0
        self.initial_value = 0.0 if double else 20.0
        self.first_epsilon = {"sarsa": 0.0, "double-q": 1.0}.get(algorithm, 0.1)
        self.falls = algorithm == "expected-sarsa"

    def epsilon(self, step):
        return self.first_epsilon * max(0, 1 - step / 30_000) if self.falls else self.first_epsilon


class Lookup:
    """The dry taxi as lists, for a plain loop."""

    def __init__(self):
        self.table = dry_taxi.Table()
        self.starts = [int(start) for start in self.table.starts]

    def reset(self):
        self.state, self.steps = random.choice(self.starts), 0
        return self.state

    def step(self, action):
        table, state = self.table, self.state
        self.state, self.steps = table.next[state][action], self.steps + 1
        return self.state, table.reward[state][action], table.ended[state][action], self.steps >= dry_taxi.time_limit


class Stepped:
    """The environment itself."""

    def __init__(self, seed):
        self.environment, self.seed = dry_taxi.make(), seed

    def reset(self):
        state, _ = self.environment.reset(seed=self.seed)
        self.seed = None
        return state

    def step(self, action):
        return self.environment.step(action)[:4]


def best_of(row):
    return row.index(max(row))


def train(algorithm, environment, course):
    settings = Settings(algorithm)
    tables = [[[settings.initial_value] * 6 for _ in range(500)] for _ in range(2 if algorithm == "double-q" else 1)]
    steps = 0

    def believed(state):
        return tables[0][state] if len(tables) == 1 else [a + b for a, b in zip(tables[0][state], tables[1][state])]

    def choose(state):
        epsilon = settings.epsilon(steps)
        return random.randrange(6) if epsilon and random.random() < epsilon else best_of(believed(state))

    state = environment.reset()
    following = None
    while course.goes_on(steps, steps, lambda: [best_of(believed(each)) for each in range(500)]):
        action = choose(state) if following is None else following
        after, reward, terminated, truncated = environment.step(action)
        table = tables[random.randrange(2)] if len(tables) == 2 else tables[0]
        following, value = None, 0
        if not terminated:
            row = table[after]
            if algorithm == "q":
                value = max(row)
            elif algorithm == "sarsa":
                following = choose(after)
                value = row[following]
            elif algorithm == "expected-sarsa":
                epsilon = settings.epsilon(steps + 1)
                value = epsilon * sum(row) / 6 + (1 - epsilon) * max(row)
            else:
                other = tables[1] if table is tables[0] else tables[0]
                value = other[after][best_of(row)]
        table[state][action] += settings.learning_rate * (reward + value - table[state][action])
        steps += 1
        state = after
        if terminated or truncated:
            state, following = environment.reset(), None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("algorithm", choices=["q", "sarsa", "expected-sarsa", "double-q"])
    parser.add_argument("--gymnasium", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--processor-seconds", type=float, default=60)
    parser.add_argument("--evaluate-every", type=int, default=1_000)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    environment = Stepped(arguments.seed) if arguments.gymnasium else Lookup()
    course = dry_taxi.Course(arguments.evaluate_every, arguments.steps, arguments.processor_seconds)
    train(arguments.algorithm, environment, course)
    print(json.dumps(course.points))


if __name__ == "__main__":
    main()
