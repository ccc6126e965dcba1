"""Rounding: a figure is published as the middle of an interval that it lies in."""

import math

import numpy as np


def step_up(amount: float) -> float:
    """The smallest step of the ladder 1, 2, 5, 10, 20, 50 … that is not below the amount (above 0)."""
    power = 10.0 ** math.floor(math.log10(amount))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * power >= amount * (1 - 1e-12):
            return factor * power
    raise AssertionError("the ladder has a step for every amount")


def next_step(step: float) -> float:
    """The next step of the ladder."""
    return step_up(step * 1.01)


def series_step(amounts: np.ndarray, share: float, least: float) -> float:
    """The step of a series: `share` (0-1) of its largest amount, on the ladder, at least `least`."""
    return step_up(max(share * float(np.abs(amounts).max(initial=0.0)), least))


def rounded(amount: float, step: float) -> float:
    """The multiple of the step that is nearest; of two, the even one."""
    return round(amount / step) * step


def interval(amount: float, step: float) -> tuple[float, float]:
    """What the rounded figure tells: between which amounts the true one lies."""
    middle = rounded(amount, step)
    return middle - step / 2, middle + step / 2
