"""Description of an optimizer in the same notation for every framework, for comparisons."""

# Setting names in the description, and in the frameworks.
SETTINGS = {
    "learningRate": ("lr", "learning_rate"),
    "momentum": ("momentum",),
    "weightDecay": ("weight_decay", "wd"),
    "beta1": ("beta_1", "beta1"),
    "beta2": ("beta_2", "beta2"),
    "epsilon": ("eps", "epsilon"),
}


def described(name, settings):
    """Description such as `sgd learningRate=0.05 momentum=0.9`; settings that are 0 or missing are omitted."""
    settings = dict(settings)
    if isinstance(settings.get("betas"), (tuple, list)):
        settings["beta1"], settings["beta2"] = settings["betas"]
    words = [name.lower()]
    for known, names in SETTINGS.items():
        value = next((settings[name] for name in names if settings.get(name) is not None), None)
        try:
            value = float(value)
        except (TypeError, ValueError):  # A schedule, or None.
            continue
        if value:
            words.append(f"{known}={value:.6g}")
    return " ".join(words)
