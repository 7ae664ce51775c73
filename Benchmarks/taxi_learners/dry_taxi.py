"""Gymnasium's dry taxi as tables, the exact score of a policy, and a clock that excludes scoring."""

import time

import gymnasium
import numpy

time_limit = 200
optimum = 2379 / 300


def make():
    return gymnasium.make("Taxi-v4")


class Table:
    """Next states of each action: `[states][actions]`, from the environment's own table of transitions."""

    def __init__(self):
        environment = make().unwrapped
        outcomes = [[environment.P[state][action] for action in range(6)] for state in range(500)]
        assert all(len(each) == 1 for row in outcomes for each in row), "the dry taxi has one outcome of each action"
        self.next = [[each[0][1] for each in row] for row in outcomes]
        self.reward = [[each[0][2] for each in row] for row in outcomes]
        self.ended = [[each[0][3] for each in row] for row in outcomes]
        self.starts = numpy.flatnonzero(environment.initial_state_distrib)


class PolicyScorer:
    """Scores the mean return of a policy over all 300 starts, undiscounted, within 200 steps."""

    def __init__(self, table):
        self.next, self.reward, self.ended = map(numpy.array, (table.next, table.reward, table.ended))
        self.starts = table.starts
        assert len(self.starts) == 300

    def score(self, actions):
        states, driving, total = self.starts, numpy.ones(len(self.starts), bool), 0.0
        for _ in range(time_limit):
            chosen = actions[states]
            total += self.reward[states, chosen][driving].sum()
            driving = driving & ~self.ended[states, chosen]
            states = self.next[states, chosen]
            if not driving.any():
                break
        return total / len(self.starts)


class Course:
    """Progress of a training: its scores over time, by clocks that stop during scoring."""

    def __init__(self, evaluate_every, most_steps, most_processor_seconds):
        self.scorer = PolicyScorer(Table())
        self.evaluate_every, self.most_steps, self.most_processor_seconds = (
            evaluate_every, most_steps, most_processor_seconds
        )
        self.points = []
        self.began = None

    def goes_on(self, steps, updates, actions):
        """Scores the policy `actions()` when it is due; returns False once it is optimal or a limit is reached.

        The clocks start at its first call: before it Python loads large parts of PyTorch.
        """
        self.began = self.began or (time.perf_counter(), time.process_time())
        if steps % self.evaluate_every:
            return True
        paused = time.perf_counter(), time.process_time()
        seconds, processor = (now - then for now, then in zip(paused, self.began))
        score = self.scorer.score(numpy.asarray(actions()))
        self.points.append({
            "environmentSteps": steps, "updates": updates, "seconds": seconds, "processorSeconds": processor,
            "meanReturn": score,
        })
        resumed = time.perf_counter(), time.process_time()
        self.began = tuple(then + now - at for then, now, at in zip(self.began, resumed, paused))
        return score < optimum - 1e-9 and steps < self.most_steps and processor < self.most_processor_seconds
