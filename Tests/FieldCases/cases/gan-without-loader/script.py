"""A GAN that slices its batches from a tensor: python script.py [--batch-size 48]

In each of 600 iterations the critic learns from 48 real and 48 generated points, then the generator from 48 generated
ones. The points for the critic are generated with gradients and detached; three of the four forward passes over 48
points must not count as samples of a step.
"""

import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=48)
parser.add_argument("--iterations", type=int, default=600)
options = parser.parse_args()

torch.manual_seed(0)
torch.set_num_threads(1)
points = torch.randn(4_800, 2) * 0.2 + 1
generator = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
of_generator = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
of_critic = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.5, 0.999))
judge = nn.BCEWithLogitsLoss()
real_samples = 0
for iteration in range(options.iterations):
    first = iteration * options.batch_size % (len(points) - options.batch_size)
    real = points[first : first + options.batch_size]
    noise = torch.randn(len(real), 4)
    made = generator(noise)

    of_critic.zero_grad()
    judge(critic(real), torch.ones(len(real), 1)).backward()
    judge(critic(made.detach()), torch.zeros(len(real), 1)).backward()
    of_critic.step()

    of_generator.zero_grad()
    judge(critic(made), torch.ones(len(real), 1)).backward()
    of_generator.step()
    real_samples += len(real)
print(f"iterations {options.iterations} real samples {real_samples}")
