"""The cases of `Sources/Cases/TrainingCase.swift` in PyTorch, one core: an ensemble as batched
products (`baddbmm`), its own fused optimizers.

Usage: torch_cases.py CASE TRAININGS. Prints one line of JSON; a first, shorter training is not
timed.
"""
import json
import math
import sys
import time

import torch

from case_data import CASES, MODELS, STRENGTH, even_grid

DATA, SIZES, NAME, OPTIMIZER, RATE, STEPS, BATCH = CASES[sys.argv[1]]
ACTIVATION = torch.tanh if NAME == "tanh" else torch.relu
COUNT = int(sys.argv[2])
X, Y = map(torch.from_numpy, DATA())
# Models in a diversity sequence, and the pool on which they are pressed apart.
ROUNDS = MODELS.get(sys.argv[1], 1)
POOL = torch.from_numpy(even_grid())


def initial(count):
    layers = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        weights = torch.randn(count, fan_in, fan_out) / math.sqrt(fan_in)
        biases = 0.5 * torch.randn(count, 1, fan_out)
        layers += [weights.requires_grad_(), biases.requires_grad_()]
    return layers


def logits(layers, x):
    """Of x [rows, inputs] for all networks, or [networks, rows, inputs]: [networks, rows, out]."""
    h = x if x.dim() == 3 else x.expand(len(layers[0]), -1, -1)
    for weights, biases in zip(layers[:-2:2], layers[1:-2:2]):
        h = ACTIVATION(torch.baddbmm(biases, h, weights))
    return torch.baddbmm(layers[-1], h, layers[-2])


def losses(layers, x, y):
    """The mean loss of every network, [networks]."""
    z = logits(layers, x)
    if z.shape[2] == 1:
        y = y.expand(len(z), -1) if y.dim() == 1 else y
        return torch.nn.functional.binary_cross_entropy_with_logits(
            z[:, :, 0], y, reduction="none").mean(1)
    logs = torch.log_softmax(z.view(len(z), -1, 3, 11), 3)
    return -logs.gather(3, y.expand(len(z), -1, -1)[..., None]).sum((2, 3)).mean(1)


def d_bat(layers, earlier):
    """Mean over earlier models and pool of -ln[p1 (1 - p2) + p2 (1 - p1) + 1e-7], [networks]."""
    own = torch.sigmoid(logits(layers, POOL)[None, :, :, 0])
    return -torch.log(earlier * (1 - own) + own * (1 - earlier) + 1e-7).mean((0, 2))


def train(count, steps, earlier):
    """The last loss of every network without penalty, and its probabilities on the pool.

    Without steps, how one-sided its answers are: |2 share of ones - 1|.
    """
    layers = initial(count)
    if OPTIMIZER is None:
        with torch.no_grad():
            return (2 * (logits(layers, X)[:, :, 0] > 0).float().mean(1) - 1).abs(), None
    optimizer = (torch.optim.Adam(layers, RATE, fused=True) if OPTIMIZER == "adam"
                 else torch.optim.SGD(layers, RATE, fused=True))
    if BATCH:
        # Epoch after epoch without a gap, each a permutation.
        epochs = -(-steps * BATCH // len(X))
        order = torch.rand(count, epochs, len(X)).argsort(2).view(count, -1)
    for step in range(steps):
        x, y = X, Y
        if BATCH:
            rows = order[:, step * BATCH:(step + 1) * BATCH]
            x, y = X[rows], Y[rows]
        optimizer.zero_grad()
        values = losses(layers, x, y)
        total = values.sum()
        if earlier:
            total = total + STRENGTH * d_bat(layers, torch.stack(earlier)).sum()
        total.backward()
        optimizer.step()
    with torch.no_grad():
        answers = torch.sigmoid(logits(layers, POOL)[:, :, 0]) if ROUNDS > 1 else None
    return values.detach(), answers


def run(count, steps):
    found, earlier = [], []
    for _ in range(ROUNDS):
        values, answers = train(count, steps, earlier)
        found.append(values)
        earlier.append(answers)
    return torch.stack(found)


torch.set_num_threads(1)
torch.manual_seed(0)
COUNT = max(1, COUNT // ROUNDS)
run(COUNT, min(STEPS, 5))
start = time.process_time()
result = run(COUNT, STEPS)
print(json.dumps({
    "trainings": COUNT * ROUNDS, "cpu_seconds": time.process_time() - start,
    "check": float(result.mean()), "torch": torch.__version__}))
