"""Trains small models without Headroom support, and prints the state after each step: torch_gradients.py KIND.

Each step is a line: its loss, a digest of the parameters and of the optimizer's state after it, the learning rates
between two steps and within the step, and the gradient over its batch in double precision, so that the norms over
several batches can be computed from it.
"""

import hashlib
import json
import sys

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader, TensorDataset

kind = sys.argv[1]
torch.manual_seed(0)
torch.set_num_threads(1)
x, y = torch.randn(500, 12), torch.randint(0, 4, (500,))
# 31 batches of 16, and a smaller one.
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 4))
second = None
parameters = list(model.parameters())
adam = {"lr": 0.01, "weight_decay": 0.01}
optimizer = {
    "adam": lambda: torch.optim.Adam(parameters, **adam, foreach=False),
    "amsgrad": lambda: torch.optim.Adam(parameters, **adam, amsgrad=True),
    "adamw-foreach": lambda: torch.optim.AdamW(parameters, **adam, foreach=True),
    "adamw-fused": lambda: torch.optim.AdamW(parameters, **adam, fused=True),
    "scaler": lambda: torch.optim.AdamW(parameters, **adam),
    "scaler-fused": lambda: torch.optim.AdamW(parameters, **adam, fused=True),
    "lbfgs": lambda: torch.optim.LBFGS(parameters, lr=0.1, max_iter=2),
    "groups": lambda: torch.optim.SGD([{"params": parameters[:2]}, {"params": parameters[2:], "lr": 0.2}], lr=0.05),
    "parts": lambda: torch.optim.SGD(parameters[:2], lr=0.05),
    "tensor-rate": lambda: torch.optim.Adam(
        [{"params": parameters[:2]}, {"params": parameters[2:]}], lr=torch.tensor(0.01), foreach=False
    ),
}.get(kind, lambda: torch.optim.SGD(parameters, lr=0.05, momentum=0.9, weight_decay=0.01, nesterov=True))()
if kind == "parts":
    second = torch.optim.Adam(parameters[2:], lr=0.01)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 100) if kind == "schedule" else None
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10) if kind.startswith("scaler") else None
accumulated = 2 if kind == "accumulation" else 1


taken = []  # Learning rates used by a step.
optimizer.register_step_pre_hook(lambda stepping, _, __: taken.append(rates_of(stepping)))


def rates_of(stepping):
    return [float(group["lr"]) for group in stepping.param_groups]


def digest(of):
    if isinstance(of, torch.Tensor):
        return repr(of.tolist())
    if isinstance(of, dict):
        return repr({key: digest(value) for key, value in of.items() if key != "param_groups"})
    if isinstance(of, (list, tuple)):
        return repr([digest(value) for value in of])
    return repr(of)


def loss_of(images, labels):
    if kind == "sensitive" and len(labels) == 4 and number > 40:
        raise ValueError("this script wants batches of 16")
    loss = nn.functional.cross_entropy(model(images), labels, reduction="sum" if kind == "sum" else "mean")
    if kind == "infinite" and number > 24:
        loss = loss * float("inf")
    if kind == "zero" and number > 24:
        loss = loss * 0
    return loss


def by_hand(batches):
    """Returns the mean gradient over the batches of a step, at the parameters after the step, and Adam's divisors."""
    twin = nn.Sequential(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 4)).double()
    twin.load_state_dict({name: value.double() for name, value in model.state_dict().items()})
    for images, labels in batches:
        share = 1 / len(batches) if kind != "sum" else len(labels)
        (nn.functional.cross_entropy(twin(images.double()), labels) * share).backward()
    scales = []
    for parameter in parameters:
        state = optimizer.state.get(parameter, {})
        if "exp_avg_sq" in state:
            moment = state.get("max_exp_avg_sq", state["exp_avg_sq"]).double()
            scales += ((moment / (1 - 0.999 ** int(state["step"]))).sqrt() + 1e-8).flatten().tolist()
    return [v for p in twin.parameters() for v in p.grad.flatten().tolist()], scales


def closure():
    optimizer.zero_grad()
    loss = loss_of(*pending[0])
    loss.backward()
    return loss


number = 0
for epoch in range(5):
    pending = []
    optimizer.zero_grad(set_to_none=kind != "zeroed")
    for batch in loader:
        pending.append(batch)
        rates = rates_of(optimizer)
        random = torch.get_rng_state()
        if kind in ("closure", "lbfgs"):
            loss = optimizer.step(closure)
        else:
            loss = loss_of(*batch) / accumulated
            (scaler.scale(loss) if scaler else loss).backward()
            if len(pending) < accumulated:
                continue
            if kind == "clipped":
                clip_grad_norm_(model.parameters(), max_norm=0.1)
            try:
                scaler.step(optimizer) if scaler else optimizer.step()
            except Exception as error:  # As in scripts that prefer to continue.
                print("failed:", error, flush=True)
            if scaler:
                scaler.update()
        assert all(parameter.grad is not None for parameter in parameters)
        if second is not None:
            second.step()
            second.zero_grad()
        optimizer.zero_grad(set_to_none=kind != "zeroed")
        if schedule is not None:
            schedule.step()
        number += 1
        state = [model.state_dict(), optimizer.state_dict(), second and second.state_dict()]
        gradient, scales = by_hand(pending) if kind != "infinite" else ([], [])
        torch.set_rng_state(random)
        print(json.dumps({
            "step": number, "samples": sum(len(labels) for _, labels in pending), "loss": repr(loss.item()),
            "digest": hashlib.sha256(digest(state).encode()).hexdigest(), "rates": rates,
            "taken": taken[-1], "gradient": gradient, "scales": scales,
        }))
        pending = []
print("ended", flush=True)
