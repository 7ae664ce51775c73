"""A trial of `headroom.largest_batch`: trains at one batch size until Headroom ends it.

    python -m headroom._largest_batch_trial FILE BATCH_SIZE
"""

import multiprocessing.spawn
import pickle
import sys

from headroom._steps import step


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        preparation, packed = pickle.load(file)
    batch_size = int(sys.argv[2])
    # The agent, which is on the import path of a trial, stays there.
    preparation["sys_path"] = sys.path + [entry for entry in preparation["sys_path"] if entry not in sys.path]
    multiprocessing.spawn.prepare(preparation)
    train = pickle.loads(packed)
    try:
        # A call is a step, whatever optimizer steps within it.
        from headroom_agent.reporter import reporter

        reporter.explicit = True
    except ImportError:
        pass
    while True:
        train(batch_size)
        step(batch_size)


if __name__ == "__main__":
    main()
