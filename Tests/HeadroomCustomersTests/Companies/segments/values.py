"""Reference values of the statistics of segments, ideal customers and experiments, in NumPy and plain Python.

    python3 values.py > values.json
"""
import itertools, json, math
import numpy as np

draw = np.random.default_rng(20260101)


def rand_index(first, second):
    """Adjusted Rand index by counting all pairs."""
    same = [(first[i] == first[j], second[i] == second[j]) for i, j in itertools.combinations(range(len(first)), 2)]
    both = sum(a and b for a, b in same)
    a, b = sum(x for x, _ in same), sum(y for _, y in same)
    expected = a * b / len(same)
    most = (a + b) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def logistic(x, y, penalty):
    """Newton's method on the full gradient; the first column of the design is the intercept."""
    design = np.hstack([np.ones((len(x), 1)), x])
    ridge = penalty * np.eye(design.shape[1])
    ridge[0, 0] = 0
    beta = np.zeros(design.shape[1])
    for _ in range(200):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (p - y) + ridge @ beta
        beta = beta - 0.5 * np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]) + ridge, gradient)
    assert np.abs(gradient).max() < 1e-9
    return beta


def area(scores, labels):
    """Area under the curve and DeLong's standard error by comparing all pairs."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    v10, v01 = wins.mean(1), wins.mean(0)
    return wins.mean(), math.sqrt(v10.var(ddof=1) / len(positive) + v01.var(ddof=1) / len(negative))


def permutation(treatment, control):
    """p by all assignments, and the ends of the interval by a search over constant effects."""
    values = np.array(treatment + control)
    n, t = len(values), len(treatment)
    groups = np.zeros((math.comb(n, t), n), bool)
    for row, chosen in enumerate(itertools.combinations(range(n), t)):
        groups[row, list(chosen)] = True

    def difference(v):
        return (groups * v).sum(1) / t - (~groups * v).sum(1) / (n - t)

    observed = difference(values)[0]
    p = (np.abs(difference(values)) >= abs(observed) - 1e-9).mean()

    def tails(effect):
        shifted = values - effect * (np.arange(n) < t)
        d = difference(shifted)
        return (d >= d[0] - 1e-9).mean(), (d <= d[0] + 1e-9).mean()

    def end(low):
        if 1 / len(groups) > 0.025:
            return None
        inside, outside = observed, observed + (-1 if low else 1) * 1000.0
        for _ in range(100):
            middle = (inside + outside) / 2
            if tails(middle)[0 if low else 1] > 0.025:
                inside = middle
            else:
                outside = middle
        return inside

    return observed, p, end(True), end(False)


def student_tail(t, freedom):
    """Two-sided probability by Simpson's rule over the angle: t = sqrt(freedom) tan(angle)."""
    def integral(low, high, steps=4000):
        x = np.linspace(low, high, steps + 1)
        y = np.cos(x) ** (freedom - 1)
        w = np.ones(steps + 1)
        w[1:-1:2], w[2:-1:2] = 4, 2
        return (w * y).sum() * (high - low) / steps / 3
    angle = math.atan(abs(t) / math.sqrt(freedom))
    return integral(angle, math.pi / 2) / integral(0, math.pi / 2)


def welch(a, b):
    a, b = np.array(a), np.array(b)
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    t = (a.mean() - b.mean()) / math.sqrt(va + vb)
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if student_tail(middle, freedom) > 0.05 else (low, middle)
    half = low * math.sqrt(va + vb)
    return a.mean() - b.mean() - half, a.mean() - b.mean() + half, student_tail(t, freedom)


result = {"randIndex": [], "logistic": [], "area": [], "permutation": [], "welch": []}
for size in (5, 12, 40):
    first, second = draw.integers(0, 3, size).tolist(), draw.integers(0, 4, size).tolist()
    result["randIndex"].append({"first": first, "second": second, "value": rand_index(first, second)})
for count, width, penalty in ((40, 2, 1.0), (120, 5, 0.1), (60, 3, 10.0)):
    x = draw.normal(size=(count, width)).round(3)
    y = (draw.random(count) < 1 / (1 + np.exp(0.7 - 2 * x[:, 0]))).astype(int)
    result["logistic"].append(
        {"values": x.ravel().tolist(), "width": width, "labels": y.tolist(), "penalty": penalty,
         "parameters": logistic(x, y, penalty).tolist()})
for count, digits in ((30, 1), (200, 3)):
    y = (draw.random(count) < 0.3).astype(int)
    s = (draw.normal(size=count) + y).round(digits)
    value, error = area(s, y)
    result["area"].append({"scores": s.tolist(), "labels": y.tolist(), "value": value, "error": error})
for t, c in ((6, 6), (4, 4), (3, 3), (5, 8)):
    a, b = (draw.normal(size=t) + 1.5).round(2).tolist(), draw.normal(size=c).round(2).tolist()
    effect, p, low, high = permutation(a, b)
    result["permutation"].append(
        {"treatment": a, "control": b, "effect": effect, "p": p, "low": low, "high": high})
for a, b in ((6, 9), (40, 15)):
    a, b = (3 * draw.normal(size=a) + 1).round(2).tolist(), draw.normal(size=b).round(2).tolist()
    low, high, p = welch(a, b)
    result["welch"].append({"treatment": a, "control": b, "low": low, "high": high, "p": p})
print(json.dumps(result))
