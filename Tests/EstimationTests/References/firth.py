"""Reference values for FirthLogit, by a general optimiser on the penalised likelihood.

    pip install numpy==2.4.6 scipy==1.17.1 mpmath==1.4.1
    python3 Tests/EstimationTests/References/firth.py > Tests/EstimationTests/FirthTable.swift

Shares no method with the Swift code: the likelihood is written out in 40 digits, the information
matrix is the plain 2 by 2 one, the maximum is found by root finding on numeric derivatives, and the
profile's limits by bracketing.
"""
import mpmath as mp
import numpy as np
import scipy
from scipy import optimize

mp.mp.dps = 40

DATA = {
    "plain": ([-1, -0.5, 0.5, 1, 2, 3], [48, 45, 33, 27, 10, 2], [2, 5, 17, 23, 40, 48]),
    "rare": ([0.001, 0.002, 0.004, 0.006, 0.01], [200, 198, 170, 90, 9], [0, 2, 30, 110, 191]),
    "wide": ([-1, -1e-3, 1e-5, 2e-5, 4e-5, 1e-3, 10], [20, 20, 30, 22, 9, 0, 0],
             [0, 0, 4, 11, 26, 20, 20]),
    "separated": ([-1, 0.5, 1.5, 4], [10, 10, 0, 0], [0, 0, 10, 10]),
    "few": ([0.5, 1, 2], [3, 2, 1], [1, 1, 4]),
    "fractional": ([-0.3, 0.1, 0.4, 0.9], [7.25, 5.5, 4.125, 1.75], [0.75, 2.5, 3.875, 6.25]),
    "rising": ([0, 1, 2, 3, 4], [1, 2, 6, 9, 17], [19, 18, 14, 11, 3]),
}


def objective(s, a, b, alpha, beta):
    ll, i00, i01, i11 = mp.mpf(0), mp.mpf(0), mp.mpf(0), mp.mpf(0)
    for s_, a_, b_ in zip(s, a, b):
        eta = alpha + beta * s_
        p = 1 / (1 + mp.exp(-eta))
        q = 1 / (1 + mp.exp(eta))
        ll += a_ * mp.log(p) + b_ * mp.log(q)
        w = (a_ + b_) * p * q
        i00 += w
        i01 += w * s_
        i11 += w * s_ * s_
    return ll + mp.log(i00 * i11 - i01 ** 2) / 2


def golden(f, x, step):
    """Maximum of a function of one variable: bracket, then a root of the derivative."""
    df = lambda t: mp.diff(f, t, h=mp.mpf(step) * mp.mpf(10) ** -12)
    low, high = x - step, x + step
    while df(low) < 0:
        low -= step
    while df(high) > 0:
        high += step
    return mp.findroot(df, (low, high), solver="anderson", tol=mp.mpf(10) ** -24, verify=False)


def fit(name, s, a, b):
    scale = mp.mpf({"rare": 0.004, "wide": 2e-5}.get(name, 1))
    z = [mp.mpf(x) / scale for x in s]
    coarse = optimize.minimize(
        lambda v: -float(objective(z, a, b, mp.mpf(v[0]), mp.mpf(v[1]))), [1.0, -1.0],
        method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 4000})
    start = [mp.mpf(v) for v in coarse.x]
    # Polish: both derivatives zero.
    h = mp.mpf(10) ** -12
    g = lambda u, v: [mp.diff(lambda t: objective(z, a, b, t, v), u, h=h),
                      mp.diff(lambda t: objective(z, a, b, u, t), v, h=h)]
    alpha, beta = mp.findroot(g, start, tol=mp.mpf(10) ** -20, verify=False)
    best = objective(z, a, b, alpha, beta)
    drop = mp.mpf("3.841458820694124")
    hint = {"beta": beta, "alpha": alpha}

    def profile_alpha(x):
        hint["beta"] = golden(lambda t: objective(z, a, b, x, t), hint["beta"], 0.1)
        return 2 * (best - objective(z, a, b, x, hint["beta"])) - drop

    def profile_beta(x):
        hint["alpha"] = golden(lambda t: objective(z, a, b, t, x), hint["alpha"], 0.1)
        return 2 * (best - objective(z, a, b, hint["alpha"], x)) - drop

    def limits(f, x):
        found = []
        for sign in (-1, 1):
            hint.update(beta=beta, alpha=alpha)
            inside, step = x, sign * 0.3
            while f(inside + step) < 0:
                inside += step
                step *= mp.mpf("1.3")
            found.append(mp.findroot(f, (inside, inside + step), solver="anderson",
                                     tol=mp.mpf(10) ** -18, verify=False))
        return found

    row = [alpha, beta / scale, *limits(profile_alpha, alpha)]
    row += [v / scale for v in limits(profile_beta, beta)]
    return [float(v) for v in row]


print("// Made by References/firth.py with mpmath %s, scipy %s, numpy %s." % (
    mp.__version__, scipy.__version__, np.__version__))
print("// values: alpha, beta, then the penalised-profile limits at 95 % of alpha and of beta.")
print("struct FirthReference {")
print("  let strengths: [Double]")
print("  let a: [Double]")
print("  let b: [Double]")
print("  let values: [Double]")
print("")
print("  static let all: [FirthReference] = [")
for name, (s, a, b) in DATA.items():
    print("    // %s" % name)
    print("    FirthReference(")
    print("      strengths: %s," % [float(x) for x in s])
    print("      a: %s," % [float(x) for x in a])
    print("      b: %s," % [float(x) for x in b])
    v = fit(name, s, a, b)
    print("      values: [")
    for x in v:
        print("        %r," % x)
    print("      ]),")
print("  ]")
print("}")
