"""A training for every batch size finder: training.py MODE WIDTH DEPTH BATCH_SIZE.

MODE is plain (for Headroom, and to test whether a batch size runs), lightning-power, lightning-binsearch or accelerate.
The answer of a finder is printed as `found N`, with its number of trainings and of out-of-memory errors.
"""

import sys
import warnings

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

warnings.filterwarnings("ignore")
mode, width, depth, batch_size = sys.argv[1], *map(int, sys.argv[2:5])
torch.manual_seed(0)
# The data take no memory: only the training is measured.
data = TensorDataset(torch.zeros(1, 64).expand(65536, 64), torch.zeros(1, dtype=torch.long).expand(65536))
# Much memory and little arithmetic per sample, as in convolutional networks, so that a step is short.
layers = [nn.Linear(64, width)]
for _ in range(depth):
    layers += [nn.LayerNorm(width), nn.GELU(), nn.Dropout(0.1)]
model = nn.Sequential(*layers, nn.Linear(width, 10))
STEPS = 3


def train(batch_size, steps):
    optimizer = torch.optim.Adam(model.parameters())
    for step, (x, y) in zip(range(steps), DataLoader(data, batch_size=batch_size, shuffle=True)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


if mode == "plain":
    train(batch_size, 1_000_000 if batch_size < 0 else STEPS)
elif mode == "endless":
    while True:
        train(batch_size, 1_000_000)
elif mode == "accelerate":
    from accelerate.utils import find_executable_batch_size

    tried = []

    @find_executable_batch_size(starting_batch_size=batch_size)
    def run(batch_size):
        tried.append(batch_size)
        train(batch_size, STEPS)
        return batch_size

    print("found", run(), "trials", len(tried), "out", len(tried) - 1)
else:
    import logging

    logging.disable(logging.CRITICAL)
    from lightning.pytorch import LightningModule, Trainer
    from lightning.pytorch.tuner import Tuner

    tried = []

    class Module(LightningModule):
        def __init__(self):
            super().__init__()
            self.model = model
            self.batch_size = batch_size

        def train_dataloader(self):
            tried.append(self.batch_size)
            return DataLoader(data, batch_size=self.batch_size, shuffle=True)

        def training_step(self, batch, index):
            return nn.functional.cross_entropy(self.model(batch[0]), batch[1])

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters())

    trainer = Trainer(
        accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, max_epochs=1,
    )
    found = Tuner(trainer).scale_batch_size(
        Module(), mode=mode.removeprefix("lightning-"), steps_per_trial=STEPS, init_val=2
    )
    print("found", found, "trials", len(tried), "out", "-")
