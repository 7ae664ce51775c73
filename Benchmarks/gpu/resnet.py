"""ResNet-50 (He et al. 2015, arXiv 1512.03385) on random images, in bfloat16 if the device is a GPU."""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--device", default="cuda:0")
parser.add_argument("--epochs", type=int, default=90)
parser.add_argument("--workers", type=int, default=0, help="processes of the loader")
parser.add_argument("--size", type=int, default=224, help="height and width of a picture")
parser.add_argument("--width", type=int, default=64, help="channels behind the first convolution")
arguments = parser.parse_args()
device = torch.device(arguments.device)
gpu = device.type == "cuda"


class Bottleneck(nn.Module):
    def __init__(self, into, width, stride):
        super().__init__()
        out = 4 * width
        self.path = nn.Sequential(
            nn.Conv2d(into, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, out, 1, bias=False),
            nn.BatchNorm2d(out),
        )
        self.shortcut = nn.Identity()
        if stride != 1 or into != out:
            self.shortcut = nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return torch.relu(self.path(x) + self.shortcut(x))


def resnet50(width, classes=1000):
    layers = [
        nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, stride=2, padding=1),
    ]
    into = width
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            layers.append(Bottleneck(into, width << stage, stride=2 if block == 0 and stage > 0 else 1))
            into = 4 * width << stage
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(into, classes))


class Pictures(Dataset):
    """As many images as in ImageNet's training data; 256 of them differ."""

    def __init__(self, size):
        self.pictures = torch.randint(0, 256, (256, 3, size, size), dtype=torch.uint8)

    def __len__(self):
        return 1_281_167

    def __getitem__(self, index):
        return self.pictures[index % 256], index % 1000


def main():
    torch.manual_seed(0)
    model = resnet50(arguments.width).to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    loader = DataLoader(
        Pictures(arguments.size), arguments.batch_size, shuffle=True, num_workers=arguments.workers, pin_memory=gpu
    )
    for epoch in range(arguments.epochs):
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            x = (x.float() / 255).contiguous(memory_format=torch.channels_last)
            with torch.autocast(device.type, torch.bfloat16, enabled=gpu):
                loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.3f}", flush=True)


if __name__ == "__main__":
    main()
