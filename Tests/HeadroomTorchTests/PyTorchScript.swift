/// The same trainings in PyTorch, as a reference: `python -c SCRIPT FOLDER`.
///
/// Reads `FOLDER/headroom.safetensors` and writes `FOLDER/torch.safetensors`, both by hand, so that the bytes of the
/// format are checked in both directions by somebody else.
let pyTorchScript = #"""
    import json, struct, sys
    import torch
    from torch import nn

    torch.set_num_threads(1)
    TYPES = {"F32": torch.float32, "I64": torch.int64}


    def read(path):
        with open(path, "rb") as file:
            length, = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            data = file.read()
        return {name: torch.frombuffer(bytearray(data[slice(*entry["data_offsets"])]), dtype=TYPES[entry["dtype"]])
                .reshape(entry["shape"]) for name, entry in header.items()}


    def write(path, tensors):
        header, data = {"__metadata__": {"torch": torch.__version__}}, b""
        for name, tensor in tensors.items():
            part = bytes(tensor.detach().contiguous().view(torch.uint8).flatten().tolist()) if tensor.dim() else \
                struct.pack("<f", tensor.item())
            header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(part)]}
            data += part
        header = json.dumps(header).encode()
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header + data)


    MODELS = {
        "perceptron": lambda: nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)),
        "convolution": lambda: nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3),
            nn.ReLU(), nn.Flatten(), nn.Linear(32, 16), nn.LayerNorm(16), nn.Linear(16, 10)),
    }
    OPTIMIZERS = {
        "SGD": lambda parameters: torch.optim.SGD(parameters, 0.05, momentum=0.9, weight_decay=1e-3, nesterov=True),
        "Adam": lambda parameters: torch.optim.Adam(parameters, 0.01, weight_decay=1e-3),
        "AdamW": lambda parameters: torch.optim.AdamW(parameters, 0.01),
    }

    folder = sys.argv[1]
    given = read(folder + "/headroom.safetensors")
    try:
        from safetensors.torch import load_file
    except ImportError:
        pass  # The package is not part of PyTorch; where it is there, it must agree.
    else:
        loaded = load_file(folder + "/headroom.safetensors")
        assert loaded.keys() == given.keys() and all(torch.equal(loaded[key], given[key]) for key in given)
    results = {}
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
                loss = nn.functional.cross_entropy(model(inputs), given["labels"])
                loss.backward()
                if step == 0:
                    results[f"{name}.{kind}.loss"] = loss
                    for key, value in model.named_parameters():
                        results[f"{name}.{kind}.gradient.{key}"] = value.grad.clone()
                optimizer.step()
            for key, value in model.state_dict().items():
                results[f"{name}.{kind}.after.{key}"] = value.float().clone()
    write(folder + "/torch.safetensors", results)
    if "load_file" in globals():
        load_file(folder + "/torch.safetensors")
    """#
