"""Makes SpecialFunctionsTable.swift: reference values to 50 digits, rounded to the nearest double.

    pip install mpmath==1.4.1
    python3 Tests/MathematicsTests/References/special_functions.py \
        > Tests/MathematicsTests/SpecialFunctionsTable.swift

Arguments are doubles and are taken exactly. Both tails are computed on their own, never as one
minus the other where it is small, except where the subtraction is done with 350 digits.
"""
import mpmath as mp

mp.mp.dps = 50


def d(x):
    return repr(float(x))


def beta_tails(a, b, x):
    with mp.workdps(60):
        a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
        # hypergeometric series, all terms positive for the smaller side
        def lower(a, b, x):
            front = mp.exp(a * mp.log(x) + b * mp.log1p(-x)
                           - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))) / a
            term, total, k = mp.mpf(1), mp.mpf(1), 0
            while term > total * mp.mpf(10) ** -45:
                term *= (a + b + k) * x / (a + 1 + k)
                total += term
                k += 1
            return front * total
        if x <= a / (a + b):
            low = lower(a, b, x)
            return low, 1 - low
        up = lower(b, a, 1 - x)
        return 1 - up, up


def gamma_tails(s, x):
    with mp.workdps(60 if x <= s else 350):
        s, x = mp.mpf(s), mp.mpf(x)
        front = mp.exp(s * mp.log(x) - x - mp.loggamma(s + 1))
        term, total, k = mp.mpf(1), mp.mpf(1), 0
        while term > total * mp.mpf(10) ** (-45 if x <= s else -335):
            k += 1
            term *= x / (s + k)
            total += term
        low = front * total
        return low, 1 - low


rows = {}

rows["logGamma"] = [(x, mp.loggamma(mp.mpf(x))) for x in
                    [1e-10, 0.1, 0.5, 0.999, 1.0001, 1.5, 1.9999, 2.001, 3.7, 12.5, 171.0, 1e4, 1e9]]
rows["digamma"] = [(x, mp.digamma(mp.mpf(x))) for x in
                   [1e-300, 1e-8, 0.01, 0.5, 1.0, 1.3, 1.6, 2.0, 5.5, 11.9, 12.0, 100.0, 1e6, 1e15]]
rows["log1mexp"] = [(x, mp.log(-mp.expm1(-mp.mpf(x)))) for x in
                    [1e-300, 1e-15, 1e-5, 0.1, 0.69, 0.7, 2.0, 30.0, 700.0]]
# The terms, then the value.
rows["logSumExp"] = [(*x, mp.log(mp.fsum(mp.exp(mp.mpf(v)) for v in x))) for x in
                     [(0.0, 0.0), (1000.0, 1000.0), (-1000.0, -1001.5), (0.0, -40.0), (3.0, -800.0),
                      (1e5, 1e5 - 2, 1e5 - 30, 5.0), (-0.75, -1.5, -2.25, -3.0, -3.75),
                      (700.0, 709.5, 710.25), (-745.5, -746.0, -800.0), (1e-12, -1e-12, 2e-12)]]

beta = []
for a, b in [(0.5, 0.5), (1, 1), (0.5, 3.5), (1, 200), (3, 198), (10.5, 0.5), (50, 50),
             (1000, 3), (1500, 0.5), (2000.5, 1999.5), (20000, 11), (0.5, 20000), (7.25, 333),
             (20000, 20000)]:
    mean = a / (a + b)
    for x in [1e-9, 0.01 * mean, 0.3 * mean, 0.9 * mean, mean, mean + 0.1 * (1 - mean),
              mean + 0.6 * (1 - mean), 1 - 1e-3 * (1 - mean)]:
        x = float(x)
        low, up = beta_tails(a, b, x)
        beta.append((float(a), float(b), x, low, up))
rows["beta"] = [r for r in beta if r[3] > 1e-290 and r[4] > 1e-290]

gamma = []
for s in [0.5, 1, 1.5, 7, 40.5, 300, 5000, 20000]:
    for f in [1e-3, 0.2, 0.8, 0.97, 1.0, 1.02, 1.3, 3.0, 12.0]:
        x = float(s * f)
        if s * (f - 1 - float(mp.log(f))) > 650:
            continue
        low, up = gamma_tails(s, x)
        gamma.append((float(s), x, low, up))
rows["gamma"] = gamma

rows["normal"] = [(z, mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2, mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)
                  for z in [-37.0, -20.0, -8.25, -3.5, -1.0, -0.03, 1e-6, 0.04, 0.06, 0.5, 1.96,
                            4.753, 6.0, 12.0, 35.0]]

student = []
for n in [1, 1.5, 2, 3, 5, 19, 30.5, 400, 20000, 100000]:
    for t in [1e-3, 0.05, 0.7, 2.5, 12.7, 60.0, 1e5]:
        n_, t_ = mp.mpf(n), mp.mpf(t)
        with mp.workdps(120):
            x = n_ / (n_ + t_ * t_)
            up = beta_tails(n_ / 2, mp.mpf(1) / 2, x)[0] / 2
        if up > 1e-290:
            student.append((float(n), t, up))
rows["student"] = student

chi = []
for n in [1, 2, 7, 60, 1001, 40000]:
    for f in [1e-4, 0.5, 1.0, 1.4, 5.0, 20.0]:
        if n * (f - 1 - float(mp.log(f))) > 1200:
            continue
        low, up = gamma_tails(mp.mpf(n) / 2, mp.mpf(float(n * f)) / 2)
        chi.append((float(n), float(n * f), low, up))
rows["chiSquare"] = chi

print("// Made by References/special_functions.py with mpmath %s, 50 digits or more." % mp.__version__)
print("// Rows: the arguments, then the value, or the lower and the upper tail.")
print("enum SpecialFunctionsTable {")
for name, table in rows.items():
    print("  static let %s: [[Double]] = [" % name)
    for row in table:
        print("    [%s]," % ", ".join(d(v) for v in row))
    print("  ]")
print("}")
