"""A training with PyTorch Lightning without Headroom support."""

import lightning
import torch
from counts import Counts
from torch.utils.data import DataLoader, TensorDataset

lightning.seed_everything(0, verbose=False)
x, y = torch.randn(1000, 64), torch.randint(0, 10, (1000,))
counts = Counts()


class Classifier(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))

    def training_step(self, batch, index):
        loss = torch.nn.functional.cross_entropy(self.layers(batch[0]), batch[1])
        counts.batch(len(batch[0]))
        counts.step(loss.item())
        return loss

    def validation_step(self, batch, index):
        self.log("loss", torch.nn.functional.cross_entropy(self.layers(batch[0]), batch[1]))

    def on_validation_epoch_end(self):
        if not self.trainer.sanity_checking:
            print("evaluated")

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), 1e-3)


trainer = lightning.Trainer(
    max_epochs=3, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False
)
data = TensorDataset(x, y)
trainer.fit(Classifier(), DataLoader(data, batch_size=32, shuffle=True), DataLoader(data, batch_size=50))
counts.print()
