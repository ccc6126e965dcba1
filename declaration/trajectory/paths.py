"""The path to a target: how much may be emitted each year between the milestones.

Two shapes. Linear: the same number of tonnes less every year (accounting rule T01). Constant rate: the same
percentage less every year (rule T02), which never reaches zero.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

Shape = Literal["linear", "constant_rate"]


def target_path(
    milestones_t: Mapping[int, float],
    years: Iterable[int],
    shape: Shape = "linear",
    residual_t: float | None = None,
) -> dict[int, float]:
    """Tonnes of CO2e allowed in each of `years`, exact at every milestone.

    milestones_t: {year: t CO2e}, at least one, none negative. Between two milestones the path is linear in
    tonnes, or of constant yearly rate: E(y) = E0 · (E1/E0)^((y−y0)/(y1−y0)).
    Before the first milestone there is no path: a ValueError. After the last one the path is flat: a level
    that was reached is to be kept.
    residual_t: for a constant rate, what stands in for a milestone of zero (t CO2e, above 0). Without it a
    milestone of zero is a ValueError, because no constant percentage ever leads to zero.
    """
    knots = _checked_milestones(milestones_t, shape, residual_t)
    return {year: _level_t(knots, year, shape) for year in years}


def _checked_milestones(
    milestones_t: Mapping[int, float], shape: Shape, residual_t: float | None
) -> list[tuple[int, float]]:
    """The milestones in order of year, fit for the shape."""
    if shape not in ("linear", "constant_rate"):
        raise ValueError(f"unknown shape {shape!r}: linear or constant_rate")
    if not milestones_t:
        raise ValueError("a path needs at least one milestone")
    for year, t in milestones_t.items():
        if not math.isfinite(t) or t < 0:
            raise ValueError(f"milestone {year}: {t} t is not a level of emissions")
    knots = sorted(milestones_t.items())
    if shape == "linear":
        return knots
    if residual_t is not None and not (math.isfinite(residual_t) and residual_t > 0):
        raise ValueError(f"residual_t must be above 0, found {residual_t}")
    if residual_t is None and any(t == 0 for _, t in knots):
        raise ValueError("a constant yearly rate never reaches 0 t: give residual_t above 0, or use linear")
    return [(year, t if t > 0 else residual_t) for year, t in knots]


def _level_t(knots: list[tuple[int, float]], year: int, shape: Shape) -> float:
    """The path's level (t CO2e) in one year."""
    if year < knots[0][0]:
        raise ValueError(f"the path starts in {knots[0][0]}; it has no level in {year}")
    for known_year, t in knots:
        if year == known_year:
            return float(t)
    if year > knots[-1][0]:
        return float(knots[-1][1])
    (y0, t0), (y1, t1) = next((a, b) for a, b in pairwise(knots) if a[0] < year < b[0])
    share = (year - y0) / (y1 - y0)
    if shape == "linear":
        return t0 + (t1 - t0) * share
    return t0 * (t1 / t0) ** share
