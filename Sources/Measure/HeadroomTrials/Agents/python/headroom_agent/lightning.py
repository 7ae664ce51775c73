"""Lightning with short epochs: it counts the batches of an epoch before it starts, and evaluates after the last of
them, so it must know their reduced number."""

import functools
import os

from headroom_agent import lightning_prefetch, pytorch_short_epochs


def patch(lightning):
    lightning_prefetch.patch(lightning)
    epoch_batches = int(os.environ.get("HEADROOM_EPOCH_BATCHES") or 0)
    if epoch_batches < 1:
        return
    make = lightning.Trainer.__init__

    @functools.wraps(make)
    def __init__(trainer, *arguments, **named):
        make(trainer, *arguments, **named)
        pytorch_short_epochs.limited_by_trainer = True
        limit = getattr(trainer, "limit_train_batches", None)
        # A fraction may stand for any number; 0 disables training.
        if isinstance(limit, float) and limit > 0 or isinstance(limit, int) and limit > epoch_batches:
            trainer.limit_train_batches = epoch_batches
        # Lightning rejects an evaluation interval longer than an epoch.
        interval = getattr(trainer, "val_check_interval", None)
        if isinstance(interval, int) and interval > epoch_batches and trainer.check_val_every_n_epoch is not None:
            trainer.val_check_interval = 1.0

    lightning.Trainer.__init__ = __init__
