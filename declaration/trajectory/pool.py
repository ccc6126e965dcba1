"""The distribution behind a forecast: random walks, each a Student's t at every horizon, in equal shares."""

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import elementwise


@dataclass(frozen=True)
class Walk:
    """A random walk from `level`, with what is not known about its drift and variance.

    The unit is that of the level (log tonnes or tonnes). At horizon h (years) it is Student's t with
    `degrees_of_freedom`, centre level + drift·h and scale √(variance · (h + h²/span)).
    """

    level: float
    drift_per_year: float
    variance_per_year: float
    span_years: float
    degrees_of_freedom: int

    def centre(self, horizons: np.ndarray) -> np.ndarray:
        """Centre at each horizon (years)."""
        return self.level + self.drift_per_year * horizons

    def scale(self, horizons: np.ndarray) -> np.ndarray:
        """Scale of the t distribution at each horizon (years); never quite zero, so as to divide by it."""
        spread = np.sqrt(self.variance_per_year * (horizons + horizons**2 / self.span_years))
        return np.maximum(spread, 1e-12 * max(1.0, abs(self.level)))


@dataclass(frozen=True)
class Pool:
    """Equally weighted walks (a linear pool): its distribution function is the mean of theirs."""

    walks: tuple[Walk, ...]

    def probability_at_most(self, horizon_years: float, level: float) -> float:
        """Probability (0-1) of at most `level` at one horizon."""
        return float(self._distribution(np.array([float(horizon_years)]), np.array([[level]]))[0, 0])

    def quantiles(self, horizons: np.ndarray, shares: np.ndarray) -> np.ndarray:
        """Quantiles, one row a horizon and one column a share: where the mean of the walks' functions is it.

        Every quantile of the pool lies between the lowest and the highest of its walks' quantiles.
        """
        own = np.stack([self._walk_quantiles(walk, horizons, shares) for walk in self.walks])
        low, high = own.min(axis=0), own.max(axis=0)
        margin = 1e-9 * np.maximum(1.0, np.abs(high))
        found = elementwise.find_root(
            lambda level, row, share: self._distribution_at(horizons, level, row) - share,
            (low - margin, high + margin),
            args=(
                np.broadcast_to(np.arange(len(horizons))[:, None], low.shape),
                np.broadcast_to(shares, low.shape),
            ),
            tolerances={"xrtol": 1e-12, "xatol": 1e-12},
        )
        return found.x

    def simulate(self, years: int, paths: int, random: np.random.Generator) -> np.ndarray:
        """Paths, one row each: the walks take turns, each draws its variance, its drift, then its steps."""
        turn = np.arange(paths) % len(self.walks)
        level, drift, variance, span, freedom = (
            np.array([getattr(walk, name) for walk in self.walks])[turn]
            for name in (
                "level",
                "drift_per_year",
                "variance_per_year",
                "span_years",
                "degrees_of_freedom",
            )
        )
        deviation = np.sqrt(variance * freedom / random.chisquare(freedom))
        drift = drift + deviation / np.sqrt(span) * random.standard_normal(paths)
        steps = drift[:, None] + deviation[:, None] * random.standard_normal((paths, years))
        return level[:, None] + np.cumsum(steps, axis=1)

    def simulate_origin(self, paths: int) -> np.ndarray:
        """The level each of those paths starts from."""
        return np.array([walk.level for walk in self.walks])[np.arange(paths) % len(self.walks)]

    @staticmethod
    def _walk_quantiles(walk: Walk, horizons: np.ndarray, shares: np.ndarray) -> np.ndarray:
        t = special.stdtrit(walk.degrees_of_freedom, shares)
        return walk.centre(horizons)[:, None] + walk.scale(horizons)[:, None] * t

    def _distribution(self, horizons: np.ndarray, level: np.ndarray) -> np.ndarray:
        """The pool's distribution function; `level` has one row a horizon."""
        rows = np.broadcast_to(np.arange(len(horizons))[:, None], level.shape)
        return self._distribution_at(horizons, level, rows)

    def _distribution_at(self, horizons: np.ndarray, level: np.ndarray, row: np.ndarray) -> np.ndarray:
        """The same where `row` says which horizon each level belongs to."""
        index = np.asarray(row, dtype=int)
        total = np.zeros(np.shape(level))
        for walk in self.walks:
            centre, scale = walk.centre(horizons)[index], walk.scale(horizons)[index]
            total += special.stdtr(walk.degrees_of_freedom, (level - centre) / scale)
        return total / len(self.walks)
