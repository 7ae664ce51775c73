"""A training with Lightning on a stream, whose loader has no length."""

import lightning
import torch
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    def __iter__(self):
        return iter([(torch.randn(8), torch.tensor(1)) for _ in range(200)])


class Classifier(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(8, 2)
        self.steps = self.samples = 0

    def training_step(self, batch, index):
        self.steps, self.samples = self.steps + 1, self.samples + len(batch[0])
        return torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])

    def validation_step(self, batch, index):
        self.layer(batch[0])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.1)


torch.set_num_threads(1)
model = Classifier()
trainer = lightning.Trainer(
    max_epochs=3, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
    enable_model_summary=False,
)
trainer.fit(model, DataLoader(Stream(), batch_size=32), DataLoader(Stream(), batch_size=50))
print(f"counted {model.steps} {model.samples}")
