"""The cases of `Sources/Cases/TrainingCase.swift` in JAX, jit(vmap(scan)), one core.

Usage: jax_cases.py CASE TRAININGS. Prints one line of JSON; compilation is not timed.
"""
import json
import math
import sys
import time

import jax
import jax.numpy as jnp

from case_data import CASES, MODELS, STRENGTH, even_grid

DATA, SIZES, NAME, OPTIMIZER, RATE, STEPS, BATCH = CASES[sys.argv[1]]
ACTIVATION = jnp.tanh if NAME == "tanh" else jax.nn.relu
COUNT = int(sys.argv[2])
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
X, Y = map(jnp.asarray, DATA())
# Models in a diversity sequence, and the pool on which they are pressed apart.
ROUNDS = MODELS.get(sys.argv[1], 1)
POOL = jnp.asarray(even_grid())


def initial(key):
    layers = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        key, k1, k2 = jax.random.split(key, 3)
        weights = jax.random.normal(k1, (fan_in, fan_out)) / math.sqrt(fan_in)
        layers.append((weights, 0.5 * jax.random.normal(k2, (fan_out,))))
    return layers


def logits(layers, x):
    h = x
    for weights, biases in layers[:-1]:
        h = ACTIVATION(h @ weights + biases)
    return h @ layers[-1][0] + layers[-1][1]


def d_bat(layers, earlier):
    """Mean over earlier models and pool of -ln[p1 (1 - p2) + p2 (1 - p1) + 1e-7]."""
    own = jax.nn.sigmoid(logits(layers, POOL)[:, 0])
    return -jnp.mean(jnp.log(earlier * (1 - own) + own * (1 - earlier) + 1e-7))


def loss(layers, x, y):
    z = logits(layers, x)
    if z.shape[1] == 1:
        z = z[:, 0]
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))
    logs = jax.nn.log_softmax(z.reshape(-1, 3, 11))
    return -jnp.mean(jnp.sum(jnp.take_along_axis(logs, y[:, :, None], 2), (1, 2)))


def train(key, earlier=None):
    """The last loss without penalty, and the probabilities of class 1 on the pool.

    Without steps, how one-sided the answers are: |2 share of ones - 1|.
    """
    start = initial(key)
    if STEPS == 0:
        return jnp.abs(2 * jnp.mean(logits(start, X)[:, 0] > 0) - 1), None
    zeros = jax.tree.map(jnp.zeros_like, start)
    # Epoch after epoch without a gap, each a permutation.
    rows = jnp.arange(len(X))
    if BATCH:
        epochs = -(-STEPS * BATCH // len(X))
        keys = jax.random.split(jax.random.fold_in(key, 1), epochs)
        order = jax.vmap(lambda k: jax.random.permutation(k, len(X)))(keys).reshape(-1)
        order = order[: STEPS * BATCH].reshape(STEPS, BATCH)
    else:
        order = jnp.zeros((STEPS, 0), jnp.int32)

    def step(state, now):
        p, m, v = state
        t, batch = now
        x, y = (X[batch], Y[batch]) if BATCH else (X, Y)
        value, g = jax.value_and_grad(loss)(p, x, y)
        if earlier is not None:
            push = jax.grad(d_bat)(p, earlier)
            g = jax.tree.map(lambda g, push: g + STRENGTH * push, g, push)
        if OPTIMIZER == "sgd":
            return (jax.tree.map(lambda p, g: p - RATE * g, p, g), m, v), value
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
        c1, c2 = 1 - BETA1**t, 1 - BETA2**t
        p = jax.tree.map(
            lambda p, m, v: p - RATE * (m / c1) / (jnp.sqrt(v / c2) + EPSILON), p, m, v)
        return (p, m, v), value

    steps = (jnp.arange(1.0, STEPS + 1), order)
    (final, _, _), values = jax.lax.scan(step, (start, zeros, zeros), steps)
    return values[-1], jax.nn.sigmoid(logits(final, POOL)[:, 0]) if ROUNDS > 1 else None


def sequence(key):
    """The mean last loss of models trained one after the other."""
    losses, earlier = [], []
    for own in jax.random.split(key, ROUNDS):
        value, answers = train(own, jnp.stack(earlier) if earlier else None)
        losses.append(value)
        earlier.append(answers)
    return jnp.mean(jnp.stack(losses))


run = jax.jit(jax.vmap(sequence))
COUNT = max(1, COUNT // ROUNDS)
keys = jax.random.split(jax.random.key(0), COUNT)
run(keys).block_until_ready()
start = time.process_time()
losses = run(keys).block_until_ready()
print(json.dumps({
    "trainings": COUNT * ROUNDS, "cpu_seconds": time.process_time() - start,
    "check": float(losses.mean()), "jax": jax.__version__}))
