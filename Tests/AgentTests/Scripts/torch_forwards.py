"""Typical PyTorch loops without a loader: torch_forwards.py KIND. They count their training samples."""

import sys

import torch
from torch import nn
from torch.func import functional_call, grad
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

kind = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
ROUNDS = 40
BATCH = 96
steps = samples = 0


def network(inputs, outputs):
    return nn.Sequential(nn.Linear(inputs, 16), nn.ReLU(), nn.Linear(16, outputs))


def count(of_step):
    global steps, samples
    steps, samples = steps + 1, samples + of_step


def train(optimizer, *losses):
    optimizer.zero_grad()
    for loss in losses:
        loss.backward()
    optimizer.step()


def adversaries():
    generator, critic = network(8, 2), network(2, 1)
    of_generator = torch.optim.Adam(generator.parameters())
    of_critic = torch.optim.Adam(critic.parameters())
    score = nn.BCEWithLogitsLoss()
    true, false = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
    for number in range(ROUNDS):
        real, noise = torch.randn(BATCH, 2), torch.randn(BATCH, 8)
        if kind == "gan-one-pass":
            with torch.no_grad():
                made = generator(noise)
            train(of_critic, score(critic(real), true) + score(critic(made), false))
            train(of_generator, score(critic(generator(torch.randn(BATCH, 8))), true))
        elif kind == "gan-two-passes":
            made = generator(noise)
            train(of_critic, score(critic(real), true), score(critic(made.detach()), false))
            train(of_generator, score(critic(made), true))
        elif kind == "gan-penalty":
            made = generator(noise).detach()
            between = (0.5 * real + 0.5 * made).requires_grad_()
            (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
            train(of_critic, critic(made).mean() - critic(real).mean() + ((slope.norm(dim=1) - 1) ** 2).mean())
            if number % 5 == 4:
                train(of_generator, -critic(generator(torch.randn(BATCH, 8))).mean())
        count(BATCH)


def learner_that_acts():
    online, target = network(4, 3), network(4, 3)
    target.eval()
    optimizer = torch.optim.Adam(online.parameters())
    quiet = torch.no_grad if kind == "acts-without-gradients" else torch.enable_grad
    for _ in range(ROUNDS):
        for _ in range(4):
            with quiet():
                online(torch.randn(1, 4)).argmax().item()
        with quiet():
            best = online(torch.randn(BATCH, 4)).argmax(1)
            wanted = target(torch.randn(BATCH, 4)).gather(1, best[:, None]).detach()
        train(optimizer, F.huber_loss(online(torch.randn(BATCH, 4))[:, :1], wanted))
        count(BATCH)


def actor_and_critics():
    actor, first, second = network(6, 4), network(10, 1), network(10, 1)
    temperature = torch.zeros(1, requires_grad=True)
    of_actor = torch.optim.Adam(actor.parameters())
    of_critics = torch.optim.Adam([*first.parameters(), *second.parameters()])
    of_temperature = torch.optim.Adam([temperature])
    for _ in range(ROUNDS):
        states, actions = torch.randn(BATCH, 6), torch.randn(BATCH, 4)
        losses = [critic(torch.cat([states, actions], 1)).pow(2).mean() for critic in (first, second)]
        train(of_critics, *(losses if kind == "critics-apart" else [sum(losses)]))
        chosen = actor(states)
        train(of_actor, -first(torch.cat([states, chosen], 1)).mean())
        train(of_temperature, (temperature.exp() * chosen.detach().mean()).sum())
        count(BATCH)


def views():
    model = network(10, 8)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(ROUNDS):
        x = torch.randn(BATCH, 10)
        left, right = model(x + 0.1 * torch.randn_like(x)), model(x + 0.1 * torch.randn_like(x))
        train(optimizer, F.cross_entropy(left @ right.T, torch.arange(BATCH)))
        count(BATCH)


def language():
    model = nn.Sequential(nn.Embedding(50, 16), nn.Linear(16, 50))
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters())
    for number in range(ROUNDS):
        if kind == "accumulation-evaluated" and number % 10 == 9:
            model.eval()
            with torch.no_grad():
                model(torch.randint(0, 50, (200, 64)))
            model.train()
        optimizer.zero_grad()
        for _ in range(4):
            tokens = torch.randint(0, 50, (12, 65))
            loss(model(tokens[:, :-1]).reshape(-1, 50), tokens[:, 1:].reshape(-1)).backward()
        optimizer.step()
        count(48)


def recurrent():
    cell, head = nn.GRUCell(5, 8), nn.Linear(8, 1)
    optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()])
    for _ in range(ROUNDS):
        state, loss = torch.zeros(BATCH, 8), 0
        for _ in range(10):
            state = cell(torch.randn(BATCH, 5), state)
            loss = loss + head(state).pow(2).mean()
        train(optimizer, loss)
        count(BATCH)


def episodes():
    policy = network(4, 2)
    optimizer = torch.optim.Adam(policy.parameters())
    for number in range(ROUNDS):
        moves = 20 + number % 7
        train(optimizer, sum(policy(torch.randn(1, 4)).log_softmax(1)[0, 0] for _ in range(moves)))
        count(moves)


def closures():
    x = torch.randn(BATCH, 10)
    model = network(10, 1)
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=4)

    def closure():
        optimizer.zero_grad()
        loss = model(x).pow(2).mean()
        loss.backward()
        return loss

    for _ in range(ROUNDS):
        optimizer.step(closure)
        count(BATCH)


def other_ways():
    model = network(10, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    if kind == "compiled":
        model.compile(backend="eager")
    for _ in range(ROUNDS):
        x = torch.randn(BATCH, 10)
        if kind == "checkpointed":
            train(optimizer, checkpoint(model, checkpoint(model, x, use_reentrant=False), use_reentrant=False).sum())
        elif kind == "gradients-by-hand":
            found = torch.autograd.grad(model(x).pow(2).mean(), list(model.parameters()))
            for parameter, gradient in zip(model.parameters(), found):
                parameter.grad = gradient
            optimizer.step()
        elif kind == "functional":
            values = dict(model.named_parameters())
            found = grad(lambda given: functional_call(model, given, (x,)).pow(2).mean())(values)
            for name, parameter in model.named_parameters():
                parameter.grad = found[name].detach()
            optimizer.step()
        elif kind == "failing":
            try:
                model(torch.randn(BATCH, 3))
            except RuntimeError:
                train(optimizer, model(x).pow(2).mean())
        else:
            train(optimizer, model(x).pow(2).mean())
        count(BATCH)


def raw():
    weights = nn.Parameter(torch.randn(10, 1))
    optimizer = torch.optim.SGD([weights], lr=0.01)
    for _ in range(ROUNDS):
        train(optimizer, (torch.randn(BATCH, 10) @ weights).pow(2).mean())
        count(BATCH)


loops = {
    "gan": adversaries, "acts": learner_that_acts, "critics": actor_and_critics, "views": views,
    "accumulation": language, "recurrent": recurrent, "episodes": episodes, "closures": closures, "raw": raw,
}
loops.get(kind.split("-")[0], other_ways)()
print(f"counted {steps} {samples}")
