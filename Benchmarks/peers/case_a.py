"""Case a in JAX, jit(vmap(scan)), one core: nets 2-16-16-1, 64 points, 200 full-batch Adam steps.

Usage: case_a.py <tanh|relu> <trainings>. Prints one line of JSON; compilation is not timed.
"""
import json
import math
import sys
import time

import jax
import jax.numpy as jnp

ACTIVATION = {"tanh": jnp.tanh, "relu": jax.nn.relu}[sys.argv[1]]
COUNT = int(sys.argv[2])
SIZES = [2, 16, 16, 1]
RATE, BETA1, BETA2, EPSILON, STEPS = 0.02, 0.9, 0.999, 1e-8, 200

axis = (2 * jnp.arange(8) - 7) / 7
X = jnp.stack(jnp.meshgrid(axis, axis, indexing="ij"), -1).reshape(64, 2).astype(jnp.float32)
Y = (X[:, 0] * X[:, 1] > 0).astype(jnp.float32)


def initial(key):
    layers = []
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        key, k1, k2 = jax.random.split(key, 3)
        weights = jax.random.normal(k1, (fan_in, fan_out)) / math.sqrt(fan_in)
        layers.append((weights, 0.5 * jax.random.normal(k2, (fan_out,))))
    return layers


def loss(layers):
    h = X
    for weights, biases in layers[:-1]:
        h = ACTIVATION(h @ weights + biases)
    z = (h @ layers[-1][0] + layers[-1][1])[:, 0]
    return jnp.mean(jnp.maximum(z, 0) - z * Y + jnp.log1p(jnp.exp(-jnp.abs(z))))


def train(key):
    start = initial(key)
    zeros = jax.tree.map(jnp.zeros_like, start)

    def step(state, t):
        p, m, v = state
        value, g = jax.value_and_grad(loss)(p)
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
        c1, c2 = 1 - BETA1**t, 1 - BETA2**t
        p = jax.tree.map(
            lambda p, m, v: p - RATE * (m / c1) / (jnp.sqrt(v / c2) + EPSILON), p, m, v)
        return (p, m, v), value

    _, values = jax.lax.scan(step, (start, zeros, zeros), jnp.arange(1.0, STEPS + 1))
    return values[-1]


run = jax.jit(jax.vmap(train))
keys = jax.random.split(jax.random.key(0), COUNT)
run(keys).block_until_ready()
start = time.process_time()
losses = run(keys).block_until_ready()
print(json.dumps({
    "trainings": COUNT, "cpu_seconds": time.process_time() - start,
    "mean_final_loss": float(losses.mean()), "jax": jax.__version__}))
