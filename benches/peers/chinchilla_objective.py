"""The chinchilla law's Huber objective as numpy code: value and gradient, for scipy's optimisers.

Parameters (a, b, e, alpha, beta): log L = log(exp(a - alpha log N) + exp(b - beta log D) + exp(e)).
With w the three terms' shares of the sum and psi the clipped residual, the gradient is sum psi w1, sum psi w2,
sum psi w3, -sum psi w1 log N, -sum psi w2 log D.
"""

import itertools

import numpy as np

from race import DELTA


def grid():
    """The 4500 starts of Hoffmann et al., one a row."""
    coefficients = np.arange(0, 26, 5.0)
    exponents = np.arange(0, 2.1, 0.5)
    floors = np.arange(-1, 1.1, 0.5)
    return np.array(list(itertools.product(coefficients, coefficients, floors, exponents, exponents)))


def objective(params, tokens, loss, scale=1.0):
    """`theta -> (value, gradient)`, the sum over the rows times `scale`."""
    log_n, log_d, log_loss = np.log(params), np.log(tokens), np.log(loss)

    def value_and_gradient(theta):
        a, b, e, alpha, beta = theta
        first = a - alpha * log_n
        second = b - beta * log_d
        top = np.maximum(np.maximum(first, second), e)
        first = np.exp(first - top)
        second = np.exp(second - top)
        third = np.exp(e - top)
        total = first + second + third
        residual = top + np.log(total) - log_loss
        psi = np.clip(residual, -DELTA, DELTA)
        value = np.sum(psi * (residual - psi / 2))
        weight = psi / total
        first *= weight
        second *= weight
        gradient = np.array(
            [first.sum(), second.sum(), np.dot(weight, third), -np.dot(first, log_n), -np.dot(second, log_d)]
        )
        return scale * value, scale * gradient

    return value_and_gradient
