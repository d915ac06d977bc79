"""Reference values for the links and shapes of the dose-response, by general optimisers.

    pip install numpy==2.4.6 scipy==1.17.1 mpmath==1.4.1
    python3 Tests/EstimationTests/References/links.py > Tests/EstimationTests/LinksTable.swift

The penalised likelihood l + 1/2 ln |X'WX| is written out with scipy.stats' distributions, X the
plain columns 1, s, s^2; scipy.optimize finds the maximum, and mpmath's root finder polishes it to
25 digits on numeric derivatives.
"""
import mpmath as mp
import numpy as np
import scipy
from scipy import optimize

mp.mp.dps = 40

# strengths (all on one side of zero, so that neither shape has a kink), A, B
DATA = {
    "logit": ([0.1, 0.2, 0.3, 0.4, 0.5], [160, 150, 120, 95, 70], [40, 50, 80, 105, 130]),
    "probit": ([0.2, 0.5, 0.8, 1.1], [180, 140, 70, 20], [20, 60, 130, 180]),
    "cloglog": ([0.3, 0.6, 0.9, 1.2, 1.5], [285, 250, 180, 110, 40], [15, 50, 120, 190, 260]),
    "loglog": ([0.25, 0.5, 0.75, 1.0], [90, 70, 55, 43], [10, 30, 45, 57]),
    "few": ([0.5, 1.0, 1.5, 2.0, 2.5], [11, 9, 6, 4, 2], [1, 3, 6, 8, 10]),
}

LINKS = {
    "logit": (lambda e: 1 / (1 + mp.exp(-e)), lambda e: 1 / (1 + mp.exp(e))),
    "probit": (lambda e: mp.erfc(-e / mp.sqrt(2)) / 2, lambda e: mp.erfc(e / mp.sqrt(2)) / 2),
    "cloglog": (lambda e: -mp.expm1(-mp.exp(e)), lambda e: mp.exp(-mp.exp(e))),
    "loglog": (lambda e: mp.exp(-mp.exp(-e)), lambda e: -mp.expm1(-mp.exp(-e))),
}
DENSITY = {
    "logit": lambda e: 1 / ((1 + mp.exp(-e)) * (1 + mp.exp(e))),
    "probit": lambda e: mp.exp(-e * e / 2) / mp.sqrt(2 * mp.pi),
    "cloglog": lambda e: mp.exp(e - mp.exp(e)),
    "loglog": lambda e: mp.exp(-e - mp.exp(-e)),
}


def objective(link, data, beta):
    """Penalised and plain log likelihood."""
    up, down = LINKS[link]
    size = len(beta)
    plain = mp.mpf(0)
    information = mp.zeros(size)
    for s, a, b in zip(*data):
        x = [mp.mpf(s) ** k for k in range(size)]
        eta = sum(c * v for c, v in zip(beta, x))
        p, q = up(eta), down(eta)
        plain += a * mp.log(p) + b * mp.log(q)
        weight = (a + b) * DENSITY[link](eta) ** 2 / (p * q)
        for i in range(size):
            for j in range(size):
                information[i, j] += weight * x[i] * x[j]
    return plain + mp.log(mp.det(information)) / 2, plain


def fit(link, data, size):
    best = None
    for start in ([0.5] + [-0.5] * (size - 1), [2.0, -2.0] + [0.0] * (size - 2), [0.0] * size):
        def value(v):
            try:
                return -float(objective(link, data, [mp.mpf(c) for c in v])[0])
            except (ValueError, ZeroDivisionError):
                return 1e10
        found = optimize.minimize(
            value, start, method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000})
        if best is None or found.fun < best.fun:
            best = found
    h = mp.mpf(10) ** -12

    def gradient(*beta):
        result = []
        for i in range(size):
            def along(t):
                moved = list(beta)
                moved[i] = t
                return objective(link, data, moved)[0]
            result.append(mp.diff(along, beta[i], h=h))
        return result

    beta = mp.findroot(gradient, [mp.mpf(v) for v in best.x], tol=mp.mpf(10) ** -16, verify=False)
    beta = list(beta)
    up, down = LINKS[link]
    return mp.log(up(beta[0])) - mp.log(down(beta[0])), objective(link, data, beta)[1]


print(f"// Made by References/links.py with mpmath {mp.__version__}, scipy {scipy.__version__}, numpy"
      f" {np.__version__}.")
print("// Do not edit. models: L(0) in nats and the log likelihood without the penalty.")
print("struct LinksReference {")
print("  let strengths: [Double]")
print("  let a: [Int]")
print("  let b: [Int]")
print("  let models: [String: [Double]]")
print("")
print("  static let all: [LinksReference] = [")
for name, data in DATA.items():
    print(f"    // {name}")
    print("    LinksReference(")
    print(f"      strengths: {data[0]},")
    print(f"      a: {data[1]},")
    print(f"      b: {data[2]},")
    print("      models: [")
    for size, shape in [(2, "line"), (3, "quadratic")]:
        for link in LINKS:
            odds, plain = fit(link, data, size)
            print(f'        "{link} {shape}": [{float(odds)!r}, {float(plain)!r}],')
    print("      ]),")
print("  ]")
print("}")
