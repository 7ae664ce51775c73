"""Computes likelihoods and expectations of the models at difficult parameters, from their definitions as integrals.

Requires mpmath. Prints values.txt, the reference of DefinitionTests. Independent of Headroom's code: the likelihood and
expectation of each history are integrated over the purchase rate and the dropout probability (or rate).
"""

from mpmath import beta, expm1, log, log1p, loggamma, mp, mpf, quad

mp.dps = 30


def segments(low, high, count=4):
    return [low + (high - low) * mpf(i) / count for i in range(count + 1)]


def beta_geometric(r, alpha, a, b, early, x, recency, age, time):
    """ln L and the expected purchases, integrated over the dropout probability p, and over the rate in closed form."""
    log_constant = loggamma(r + x) - loggamma(r) + r * log(alpha) - log(beta(a, b))
    stay = x + early

    # Substitutes p = u^k, which removes the pole of p^(a-1).
    def over(function):
        k = max(1, 1 / mpf(min(a, b)))
        low = quad(lambda u: function(u**k) * (u**k) ** (a - 1) * (1 - u**k) ** (b - 1) * k * u ** (k - 1),
                   segments(mpf(0), mpf("0.5") ** (1 / k)))
        high = quad(lambda u: function(1 - u**k) * (1 - u**k) ** (a - 1) * (u**k) ** (b - 1) * k * u ** (k - 1),
                    segments(mpf(0), mpf("0.5") ** (1 / k)))
        return low + high

    alive = over(lambda p: (1 - p) ** stay) * (alpha + age) ** -(r + x)
    ceased = over(lambda p: p * (1 - p) ** (stay - 1)) * (alpha + recency) ** -(r + x) if stay > 0 else mpf(0)

    # E[(1 - e^(-l p t)) / p] for a gamma distributed l.
    def purchases(p):
        return -expm1(-(r + x) * log1p(p * time / (alpha + age))) / p

    expected = over(lambda p: (1 - p) ** stay * purchases(p)) * (alpha + age) ** -(r + x) / (alive + ceased)
    return log_constant + log(alive + ceased), expected


def pareto(r, alpha, s, b, x, recency, age, time):
    """ln L and the expected purchases, integrated over the dropout time, and over the rates in closed form."""
    log_constant = loggamma(r + x) - loggamma(r) + r * log(alpha) + s * log(b)
    alive = (alpha + age) ** -(r + x) * (b + age) ** -s
    ceased = quad(lambda t: s * (alpha + t) ** -(r + x) * (b + t) ** -(s + 1), [recency] + [recency + (age - recency) * mpf(2) ** -k for k in range(12, -1, -1)])
    rate = (r + x) / (alpha + age)
    lasting = quad(lambda t: ((b + age) / (b + age + t)) ** s, [0, time / 2, time])
    return log_constant + log(alive + ceased), alive / (alive + ceased) * rate * lasting


HISTORIES = [(0, 0, 40), (1, 3, 40), (5, 30, 40), (5, 39, 40), (60, 50, 52), (200, 200, 210),
             (40, 30, 400)]
BETA = [
    ("0.25", "4.4", "0.8", "2.4"), ("1.5", "6", "1", "3"), ("1.5", "6", "1.00000001", "3"),
    ("0.1", "1", "0.05", "0.1"),
    ("30", "40", "3", "9"), ("0.8", "500", "0.3", "40"),
]
PARETO = [
    ("0.55", "10.6", "0.6", "11.7"), ("0.55", "10.6", "1", "2"), ("2", "0.5", "0.05", "300"), ("30", "40", "3", "9"),
    ("0.8", "6", "0.9", "6"), ("1", "900", "1.5", "0.9"),
]


def row(*values):
    print(", ".join(mp.nstr(mpf(value), 16) for value in values))


for early in (0, 1):
    print("MBG/NBD" if early else "BG/NBD")
    for parameters in BETA:
        for history in HISTORIES:
            values = [mpf(value) for value in parameters]
            result = beta_geometric(*values, early, *map(mpf, history), mpf(52))
            row(*values, *history, *result)
print("Pareto/NBD")
for parameters in PARETO:
    for history in HISTORIES:
        values = [mpf(value) for value in parameters]
        row(*values, *history, *pareto(*values, *map(mpf, history), mpf(52)))
