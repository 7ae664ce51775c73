/// Reference implementation of the trainings in PyTorch, for ``PyTorchReference``.
let pyTorchTrainings = #"""
    class LARS(torch.optim.Optimizer):
        """You et al. 2017, from the paper."""

        def __init__(self, parameters, lr, momentum, decay, trust):
            super().__init__(parameters, dict(lr=lr, momentum=momentum, decay=decay, trust=trust))

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    size, slope = p.norm().item(), p.grad.norm().item()
                    rate = group["trust"] * size / (slope + group["decay"] * size) if size > 0 and slope > 0 else 1
                    v = self.state[p].get("v", torch.zeros_like(p))
                    v = group["momentum"] * v + group["lr"] * rate * (p.grad + group["decay"] * p)
                    self.state[p]["v"] = v
                    p -= v


    class LAMB(torch.optim.Optimizer):
        """You et al. 2020, algorithm 2."""

        def __init__(self, parameters, lr, decay, betas=(0.9, 0.999), eps=1e-6):
            super().__init__(parameters, dict(lr=lr, decay=decay, betas=betas, eps=eps))

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                one, two = group["betas"]
                for p in group["params"]:
                    m, v, t = self.state[p].get("mvt", (torch.zeros_like(p), torch.zeros_like(p), 0))
                    m, v, t = one * m + (1 - one) * p.grad, two * v + (1 - two) * p.grad ** 2, t + 1
                    self.state[p]["mvt"] = m, v, t
                    u = (m / (1 - one ** t)) / ((v / (1 - two ** t)).sqrt() + group["eps"]) + group["decay"] * p
                    size, length = p.norm().item(), u.norm().item()
                    p -= group["lr"] * (size / length if size > 0 and length > 0 else 1) * u


    MODELS = {
        "perceptron": lambda: nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)),
        "convolution": lambda: nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3),
            nn.ReLU(), nn.Flatten(), nn.Linear(32, 16), nn.LayerNorm(16), nn.Linear(16, 10)),
    }
    SAMPLED = {
        "perceptron": MODELS["perceptron"],
        "plain": lambda: nn.Sequential(
            nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(4, 6, (1, 3), padding=(0, 2), dilation=2, groups=2),
            nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(24, 10)),
    }
    OPTIMIZERS = {
        "SGD": lambda parameters: torch.optim.SGD(parameters, 0.05, momentum=0.9, weight_decay=1e-3, nesterov=True),
        "Adam": lambda parameters: torch.optim.Adam(parameters, 0.01, weight_decay=1e-3),
        "AdamW": lambda parameters: torch.optim.AdamW(parameters, 0.01),
        "LARS": lambda parameters: LARS(parameters, 5, 0.9, 1e-3, 1e-3),
        "LAMB": lambda parameters: LAMB(parameters, 0.01, 1e-3),
    }

    for name, make in MODELS.items():
        torch.manual_seed(5)
        for key, value in make().named_parameters():
            results[f"{name}.initial.{key}"] = value
        inputs = given["inputs"].reshape(-1, 64) if name == "perceptron" else given["inputs"]
        for kind, optimize in OPTIMIZERS.items():
            model = make()
            model.load_state_dict({key: given[f"{name}.{key}"] for key in model.state_dict()})
            optimizer = optimize(model.parameters())
            for step in range(5):
                optimizer.zero_grad()
                logits = model(inputs)
                loss = nn.functional.cross_entropy(logits, given["labels"])
                loss.backward()
                if step == 0:
                    results[f"{name}.{kind}.loss"] = loss
                    results[f"{name}.{kind}.smoothed"] = nn.functional.cross_entropy(
                        logits, given["labels"], label_smoothing=0.1)
                    for key, value in model.named_parameters():
                        results[f"{name}.{kind}.gradient.{key}"] = value.grad.clone()
                optimizer.step()
            for key, value in model.state_dict().items():
                results[f"{name}.{kind}.after.{key}"] = value.float().clone()
    # Per-sample gradients, by a transformation of functions.
    for name, make in SAMPLED.items():
        model = make()
        model.load_state_dict({key: given[f"samples.{name}.{key}"] for key in model.state_dict()})
        inputs = given["inputs"].reshape(-1, 64) if name == "perceptron" else given["inputs"]

        def loss_of(parameters, image, label):
            logits = torch.func.functional_call(model, parameters, (image[None],))
            return nn.functional.cross_entropy(logits, label[None])

        parameters = {key: value.detach() for key, value in model.named_parameters()}
        each = torch.func.vmap(torch.func.grad(loss_of), in_dims=(None, 0, 0))(parameters, inputs, given["labels"])
        results[f"samples.{name}"] = sum(part.flatten(1).square().sum(1) for part in each.values())
    """#
