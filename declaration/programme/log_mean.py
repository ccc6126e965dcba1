"""Additive LMDI-I: a change of a product split exactly into the effects of its factors.

Ang (2015), LMDI decomposition approach: a guide for implementation, Energy Policy 86; zeros by their analytical
limits, Ang & Liu (2007), Handling zero values in the logarithmic mean Divisia index decomposition approach,
Energy Policy 35, and Wood & Lenzen (2006), Energy Policy 34. With E = x1 · x2 · …, factor k's effect is
L(E1, E0) · ln(xk1 / xk0), where L(a, b) = (a - b) / ln(a / b). The effects add up to E1 - E0, and swapping the two
states turns their signs.
"""

import numpy as np


def log_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The logarithmic mean of two arrays of numbers at or above 0; 0 where either is 0, a where they are equal."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    high, low = np.maximum(a, b), np.minimum(a, b)
    made = np.zeros(a.shape)
    positive = low > 0
    rise = (high[positive] - low[positive]) / low[positive]
    # (a - b) / ln(a / b) loses its digits where a and b are close; rise / log1p(rise) does not
    made[positive] = low[positive] * np.divide(rise, np.log1p(rise), out=np.ones_like(rise), where=rise > 0)
    return made


def log_ratio(last: np.ndarray, first: np.ndarray) -> np.ndarray:
    """ln(last / first) of numbers above 0, exact to the last digits where they are close."""
    high, low = np.maximum(last, first), np.minimum(last, first)
    return np.where(last >= first, 1.0, -1.0) * np.log1p((high - low) / low)


def lmdi(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Each factor's effect on a product, in the product's unit; both arrays and the answer are factors × cases.

    A factor that is not defined in a state (NaN; the share of what is not there) is taken as unchanged. Where
    the product is 0 in one state, the first factor in order that is 0 there takes the whole change: the limit of
    the formula as that factor goes to 0 and the rest stay.
    """
    first, last = np.array(first, dtype=float), np.array(last, dtype=float)
    first, last = np.where(np.isnan(first), last, first), np.where(np.isnan(last), first, last)
    first, last = np.nan_to_num(first, nan=1.0), np.nan_to_num(last, nan=1.0)
    if (first < 0).any() or (last < 0).any():
        raise ValueError("a factor is below 0")
    before, after = first.prod(axis=0), last.prod(axis=0)
    effects = np.zeros(first.shape)
    both = (before > 0) & (after > 0)
    effects[:, both] = log_mean(after[both], before[both]) * log_ratio(last[:, both], first[:, both])
    for gone, change in ((before == 0, first), (after == 0, last)):
        one = gone & (before != after)
        effects[(change == 0).argmax(axis=0)[one], np.flatnonzero(one)] = (after - before)[one]
    return effects
