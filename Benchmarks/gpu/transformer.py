"""A decoder in the shape of GPT-2 (124 million parameters with its defaults) on random tokens, in bfloat16 on a GPU."""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=4)
parser.add_argument("--device", default="cuda:0")
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--steps", type=int, help="end after so many steps")
parser.add_argument("--length", type=int, default=1024, help="tokens of a sample")
parser.add_argument("--width", type=int, default=768)
parser.add_argument("--layers", type=int, default=12)
parser.add_argument("--vocabulary", type=int, default=50257)
arguments = parser.parse_args()
device = torch.device(arguments.device)
gpu = device.type == "cuda"


class Texts(Dataset):
    """Samples of `length + 1` tokens, cut from one long text."""

    def __init__(self, count=100_000):
        self.count = count
        self.tokens = torch.randint(0, arguments.vocabulary, (1_000_003,))

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        start = index * arguments.length % (len(self.tokens) - arguments.length - 1)
        return self.tokens[start : start + arguments.length + 1]


class Decoder(nn.Module):
    def __init__(self, vocabulary, length, width, layers):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Parameter(torch.randn(length, width) * 0.02)
        layer = nn.TransformerEncoderLayer(
            width, max(1, width // 64), 4 * width, 0.1, "gelu", batch_first=True, norm_first=True
        )
        self.body = nn.TransformerEncoder(layer, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.tokens.weight
        nn.init.normal_(self.tokens.weight, std=0.02)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(length), persistent=False)

    def forward(self, tokens):  # [batch, length] -> [batch, length, vocabulary]
        x = self.tokens(tokens) + self.positions
        return self.head(self.body(x, mask=self.mask, is_causal=True))


def main():
    torch.manual_seed(0)
    model = Decoder(arguments.vocabulary, arguments.length, arguments.width, arguments.layers).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    loader = DataLoader(Texts(), arguments.batch_size, shuffle=True, pin_memory=gpu)
    steps = 0
    for epoch in range(arguments.epochs):
        for batch in loader:
            batch = batch.to(device, non_blocking=True)
            with torch.autocast(device.type, torch.bfloat16, enabled=gpu):
                logits = model(batch[:, :-1])
                loss = nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps += 1
            if steps == arguments.steps:
                break
        print(f"epoch {epoch + 1}: {steps} steps, loss {loss.item():.3f}", flush=True)
        if steps == arguments.steps:
            break
    if gpu:
        print(f"allocated at most {torch.cuda.max_memory_allocated(device) / 2**30:.2f} GiB, "
              f"reserved {torch.cuda.max_memory_reserved(device) / 2**30:.2f} GiB")


if __name__ == "__main__":
    main()
