"""A training with the Trainer of Hugging Face without Headroom support: transformers_loop.py ACCUMULATION."""

import sys
import tempfile

import torch
from counts import Counts
from transformers import Trainer, TrainingArguments

torch.manual_seed(0)
x, y = torch.randn(1000, 64), torch.randint(0, 10, (1000,))
counts = Counts()


class Classifier(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))

    def forward(self, x=None, labels=None):
        output = self.layers(x)
        loss = torch.nn.functional.cross_entropy(output, labels)
        if self.training:
            counts.batch(len(x))
            counts.losses.append(loss.item())
        return {"loss": loss, "logits": output}


class Data(torch.utils.data.Dataset):
    def __len__(self):
        return len(x)

    def __getitem__(self, index):
        return {"x": x[index], "labels": y[index]}


arguments = TrainingArguments(
    output_dir=tempfile.mkdtemp(), per_device_train_batch_size=32, gradient_accumulation_steps=int(sys.argv[1]),
    num_train_epochs=3, eval_strategy="epoch", save_strategy="no", logging_strategy="no", report_to=[], use_cpu=True,
    disable_tqdm=True,
)
trainer = Trainer(model=Classifier(), args=arguments, train_dataset=Data(), eval_dataset=Data())
trainer.train()
counts.steps = trainer.state.global_step
counts.print()
