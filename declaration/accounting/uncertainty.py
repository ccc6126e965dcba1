"""How sure a sum is: first-order propagation with log-normal errors, factor errors shared.

The method of the GHG Protocol's Quantitative Inventory Uncertainty guidance and IPCC 2006 (vol. 1, ch. 3,
approach 1), on the log scale: a row's activity datum has an error of its own, from its data quality; its factor
has an error from its confidence, and the rows that use one factor (one `error_group`) share that error, whoever
reported them. With s_i the row's share of the sum:

    σ² = Σ_i (s_i σ_activity,i)² + Σ_g (Σ_{i in g} s_i σ_factor,i)²

and the 95 % interval runs from sum / e^(1.96 σ) to sum × e^(1.96 σ). `simulate` draws the same model (Monte
Carlo, fixed seed) as a check. Point values are medians. The spread of GWP100 itself is left out, as is usual.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: the 97.5 % point of the standard normal distribution
Z_975 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A sum (kg CO2e) and its 95 % interval.

    `gsd2` is the interval's multiplier (no unit); `factor_share` the share (0-1) of the variance that comes
    from shared factor errors and does not shrink with more reporters.
    """

    total_kg: float
    low_kg: float
    high_kg: float
    gsd2: float
    factor_share: float


def sigma(gsd2: np.ndarray) -> np.ndarray:
    """Standard deviation of the log error (no unit) from the 95 % multiplier: ln(GSD²) / 1.96."""
    return np.log(gsd2) / Z_975


def _usable(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    kept = rows[rows[column].notna() & rows[column].ne(0)]
    if (kept[column] < 0).any():
        raise ValueError(f"{column} has a value below 0; a credit is not part of a sum")
    return kept


def interval(rows: pd.DataFrame, column: str = "co2e_kg") -> Interval:
    """The sum of the rows (kg CO2e) and its 95 % interval, first order."""
    kept = _usable(rows, column)
    total = math.fsum(kept[column])
    if total == 0:
        return Interval(0.0, 0.0, 0.0, 1.0, 0.0)
    share = kept[column].to_numpy(dtype=float) / total
    own = math.fsum((share * kept["sigma_activity"].to_numpy(dtype=float)) ** 2)
    groups, _ = pd.factorize(kept["error_group"])
    by_group = np.bincount(groups, weights=share * kept["sigma_factor"].to_numpy(dtype=float))
    shared = math.fsum(by_group**2)
    gsd2 = math.exp(Z_975 * math.sqrt(own + shared))
    factor_share = shared / (own + shared) if own + shared > 0 else 0.0
    return Interval(total, total / gsd2, total * gsd2, gsd2, factor_share)


def simulate(rows: pd.DataFrame, column: str = "co2e_kg", draws: int = 10_000, seed: int = 14083) -> Interval:
    """The same model by Monte Carlo: each factor's error drawn once per draw, for all rows that use it.

    Rows are put in order of line id first, so the answer does not depend on theirs. `factor_share` is the share
    of the log variance left when activity errors are switched off.
    """
    kept = _usable(rows, column).sort_values("line_id")
    total = math.fsum(kept[column])
    if total == 0:
        return Interval(0.0, 0.0, 0.0, 1.0, 0.0)
    random = np.random.default_rng(seed)
    groups, index = np.unique(kept["error_group"].to_numpy(dtype=str), return_inverse=True)
    value = kept[column].to_numpy(dtype=float)
    own_sigma, factor_sigma = (kept[c].to_numpy(dtype=float) for c in ("sigma_activity", "sigma_factor"))
    sums, factor_sums = np.empty(draws), np.empty(draws)
    for i in range(draws):
        factor = value * np.exp(factor_sigma * random.standard_normal(len(groups))[index])
        factor_sums[i] = factor.sum()
        sums[i] = (factor * np.exp(own_sigma * random.standard_normal(len(value)))).sum()
    low, high = np.quantile(sums, (0.025, 0.975))
    spread = float(np.var(np.log(sums)))
    share = float(np.var(np.log(factor_sums))) / spread if spread > 0 else 0.0
    return Interval(total, float(low), float(high), math.sqrt(high / low), min(share, 1.0))
