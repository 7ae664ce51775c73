"""Sums and norms of gradients over a group of batches, at fixed parameters."""

GROUP = 8


class Group:
    """Group of `GROUP` batches of `batch_size` samples, with a gradient sum per optimizer.

    An optimizer that steps on only some of the batches, as with alternating networks, is excluded at the end.
    """

    def __init__(self, torch, batch_size):
        self._torch = torch
        self.batch_size = batch_size
        self._sums = {}  # By the optimizer's id.

    @property
    def is_full(self):
        return any(held.count >= GROUP for held in self._sums.values())

    def add(self, optimizer, gradients):
        """Adds the gradients of a batch, by parameter; False if they are not finite, which invalidates the group."""
        if id(optimizer) not in self._sums:
            self._sums[id(optimizer)] = GradientSum(self._torch, optimizer)
        return self._sums[id(optimizer)].add(gradients)

    def norms(self):
        """Mean of the squared norms and squared norm of the mean, each plain and preconditioned (or None)."""
        full = [held for held in self._sums.values() if held.count == GROUP]
        parts = [(held.mean_of_norms(), held.norm_of_mean()) for held in full]
        return [
            [None if any(part[of][form] is None for part in parts) else sum(part[of][form] for part in parts)
             for form in range(2)]
            for of in range(2)
        ]


class GradientSum:
    def __init__(self, torch, optimizer):
        self._torch = torch
        self._state = optimizer.state
        self._settings = {p: group for group in optimizer.param_groups for p in group["params"]}
        self.count = 0
        self._sums = {}  # By parameter.
        self._squared = 0.0
        self._preconditioned = 0.0
        self._scales = {}  # By parameter: bias correction and epsilon of the preconditioner.

    def add(self, gradients):
        squared, preconditioned = self._squared_norms(gradients)
        if not squared - squared == 0:
            return False
        self.count += 1
        self._squared += squared
        # A single gradient with an unknown second moment makes the result unknown.
        known = self._preconditioned is not None and preconditioned is not None
        self._preconditioned = self._preconditioned + preconditioned if known else None
        for parameter, gradient in gradients.items():
            if parameter in self._sums:
                self._sums[parameter].add_(gradient)
            else:
                self._sums[parameter] = gradient.clone()
        return True

    def mean_of_norms(self):
        preconditioned = None if self._preconditioned is None else self._preconditioned / self.count
        return self._squared / self.count, preconditioned

    def norm_of_mean(self):
        squared, preconditioned = self._squared_norms(self._sums)
        if self._preconditioned is None or preconditioned is None:
            return squared / self.count**2, None
        return squared / self.count**2, preconditioned / self.count**2

    def _squared_norms(self, gradients):
        """Squared norms, plain and preconditioned, with a single wait for the device."""
        if not gradients:
            return 0.0, 0.0
        norms = self._torch._foreach_norm(list(gradients.values()))
        preconditioned = self._preconditioned_norms(gradients) or []
        device = norms[0].device
        values = self._torch.stack([norm.to(device) for norm in (*norms, *preconditioned)]).tolist()
        squares = [value * value for value in values]
        squared, scaled = sum(squares[: len(norms)]), sum(squares[len(norms):])
        return squared, scaled if preconditioned and scaled - scaled == 0 else None

    def _preconditioned_norms(self, gradients):
        """Norms of g / (sqrt(v / (1 - beta2^t)) + eps), the update direction of Adam and similar optimizers without
        momentum.

        Source: Qiao et al. 2021 (Pollux), arXiv 2008.12260, whose AdaptDL measures the noise of Adam this way.
        """
        norms = []
        for parameter, gradient in gradients.items():
            moment, correction, epsilon = self._second_moment(parameter)
            if moment is None or moment.shape != gradient.shape:  # A factored moment, or that of a complex parameter.
                return None
            moment = moment.to(gradient.dtype)
            direction = gradient / (moment.sqrt() / correction + epsilon)
            # Entries without a gradient so far, as for rare words, would be divided by epsilon and dominate the norm.
            norms.append(self._torch.linalg.vector_norm(direction.masked_fill_(moment == 0, 0)))
        return norms

    def _second_moment(self, parameter):
        """Second moment, the square root of its bias correction, and epsilon; None if the optimizer has none."""
        state = self._state.get(parameter) or {}
        moment = state.get("max_exp_avg_sq", state.get("exp_avg_sq"))
        if moment is None:
            return None, None, None
        if parameter not in self._scales:  # Fixed while the parameters are held; reading it may wait for the device.
            group = self._settings.get(parameter, {})
            steps = float(state.get("step", 0))
            known = steps > 0 and "betas" in group and "eps" in group
            self._scales[parameter] = ((1 - float(group["betas"][1]) ** steps) ** 0.5, group["eps"]) if known else None
        scale = self._scales[parameter]
        return (None, None, None) if scale is None else (moment, *scale)
