"""Images of different sizes as lists of dictionaries: python script.py [--grouped] [--ims-per-batch 4]

Without --grouped the loader's batches are a tuple of images and one of targets, each as long as the batch. With
--grouped the loader delivers single images, which are then grouped into batches of one shape (wide or tall).
"""

import argparse
import operator

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--ims-per-batch", type=int, default=4)
parser.add_argument("--grouped", action="store_true")
parser.add_argument("--images", type=int, default=6_000, help="how many images are trained on")
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)


class Pictures(Dataset):
    def __len__(self):
        return 600

    def __getitem__(self, index):
        height, width = (8 + index % 5, 16) if index % 3 else (16, 8 + index % 5)
        boxes = torch.full((index % 4 + 1, 4), 2.0)
        return {"image": torch.full((3, height, width), index / 600), "boxes": boxes, "image_id": index}


def by_shape(pictures):
    """Yields batches of wide images and of tall ones, from single images."""
    waiting = {True: [], False: []}
    for picture in pictures:
        group = waiting[picture["image"].shape[2] > picture["image"].shape[1]]
        group.append(picture)
        if len(group) == options.ims_per_batch:
            yield group[:]
            group.clear()


def forever(loader):
    while True:
        yield from loader


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Conv2d(3, 8, 3), nn.Linear(8, 4)

    def forward(self, pictures):
        features = torch.stack([self.body(picture["image"][None]).mean((0, 2, 3)) for picture in pictures])
        wanted = torch.stack([picture["boxes"].mean(0) for picture in pictures])
        found = self.head(features)
        return {"loss_box": (found - wanted).abs().mean(), "loss_size": found.square().mean()}


model = Detector()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
if options.grouped:
    loader = DataLoader(Pictures(), batch_size=1, shuffle=True, collate_fn=operator.itemgetter(0))
    batches = by_shape(forever(loader))
else:
    loader = DataLoader(Pictures(), batch_size=options.ims_per_batch, shuffle=True, collate_fn=lambda p: tuple(zip(*[(
        q["image"], {"boxes": q["boxes"], "image_id": q["image_id"]}) for q in p])))
    batches = ([{"image": image, **target} for image, target in zip(*batch)] for batch in forever(loader))
steps = images = 0
for batch in batches:
    losses = model(batch)
    optimizer.zero_grad()
    sum(losses.values()).backward()
    optimizer.step()
    steps, images = steps + 1, images + len(batch)
    if images >= options.images:
        break
print(f"steps {steps} images {images}")
