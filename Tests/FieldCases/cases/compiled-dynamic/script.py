"""A compiled model whose sequences have another length in each batch: python script.py [--batch-size 16]

The first steps include compilation; each new length may cause another one, up to a limit.
"""

import argparse
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--static", action="store_true", help="compile for each length")
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)


class Sentences(Dataset):
    def __init__(self):
        dice = random.Random(0)
        self.sentences = [torch.randint(50, (dice.randint(4, 40),)) for _ in range(640)]

    def __len__(self):
        return len(self.sentences)

    def __getitem__(self, index):
        return self.sentences[index], index % 2


def collate(samples):
    sentences, labels = zip(*samples)
    return nn.utils.rnn.pad_sequence(sentences, batch_first=True), torch.tensor(labels)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.head = nn.Embedding(50, 24), nn.Linear(24, 2)

    def forward(self, sentences):
        return self.head(torch.relu(self.words(sentences)).mean(1))


model = Classifier()
compiled = torch.compile(model, backend="aot_eager", dynamic=not options.static)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loader = DataLoader(Sentences(), batch_size=options.batch_size, shuffle=True, collate_fn=collate)
steps = samples = 0
for epoch in range(options.epochs):
    for sentences, labels in loader:
        loss = nn.functional.cross_entropy(compiled(sentences), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        steps, samples = steps + 1, samples + len(sentences)
print(f"steps {steps} samples {samples}")
