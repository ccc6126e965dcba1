"""The year that is not published yet: road freight in 2024, estimated from all transport in 2024.

SMHI's release 2025-04-04 has lorries to 2023. A later release has the main sector Transporter to 2024. The
rule `proportional_to_transport` lets lorries change as all transport in the same area did:

    road freight 2024 = road freight 2023 (release 2025-04-04)
                        × Transporter 2024 / Transporter 2023 (later release)

Only the ratio crosses from one release to the other, never a level.

How sure it is, in two parts. (1) History: how far the rule would have missed lorries' change from year to
year, within one release (2016-2023, eight changes): the root mean square of the log errors, times the 95 %
point of Student's t. (2) A known bias. Lorries run almost wholly on diesel, whose reduction obligation fell
from 30.5 % to 6 % on 1 January 2024; cars run largely on petrol (7.8 % to 6 %). The true rise of lorries is
therefore likely larger than that of all transport. The upper case is diesel at the statutory level with
unchanged litres: fossil share (1 − 0.06)/(1 − 0.305) = 1.3525, a rise of 35 %. The high end is the larger of
the two. History points the same way: when the obligation rose from 26 % to 30.5 % in 2022, lorries in the
eleven municipalities fell 13.5 % and all transport 11.0 %.

low, central and high are the 5, 50 and 95 % points of a two-piece log-normal distribution (Barlow 2004,
"Asymmetric statistical errors", arXiv:physics/0406120, the dimidiated Gaussian on the log scale).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from declaration.trajectory.series import Series

#: reduction obligation for diesel as shares (0-1) of life-cycle emissions, SFS 2017:1201 5 §
DIESEL_OBLIGATION_SHARE = {2023: 0.305, 2024: 0.06}
#: fossil share of diesel in 2024 over that in 2023 at the statutory levels; no unit, 1.3525
DIESEL_FOSSIL_RATIO_2024 = (1 - DIESEL_OBLIGATION_SHARE[2024]) / (1 - DIESEL_OBLIGATION_SHARE[2023])
#: the estimate's method, as stored with each release
METHOD_ID = "proportional_to_transport"
#: fewest year-to-year changes from which the rule's error is measured
MINIMUM_CHANGES = 4
#: the 95 % point of the standard normal distribution, 1.645
Z_95 = float(stats.norm.ppf(0.95))


@dataclass(frozen=True)
class RuleError:
    """How the rule would have done: log(actual change) − log(the rule's change), one a year."""

    years: tuple[int, ...]
    errors_log: tuple[float, ...]

    @property
    def root_mean_square_log(self) -> float:
        """Typical size of a miss on the log scale (0.03 is about 3 %), about zero, not about its mean."""
        return math.sqrt(sum(e * e for e in self.errors_log) / len(self.errors_log))

    @property
    def mean_log(self) -> float:
        """Average miss: above zero if the part rose more than the total."""
        return sum(self.errors_log) / len(self.errors_log)


@dataclass(frozen=True)
class Estimate:
    """An estimate (t CO2e) for one year: never to be shown as an observation.

    low, central and high are its 5, 50 and 95 % points. `statistical_high_t` is the high end from the rule's
    history alone, `fuel_case_t` the upper case from the diesel obligation (None where it does not apply).
    """

    area_code: str
    series: str
    year: int
    low_t: float
    central_t: float
    high_t: float
    method_id: str
    level_release: str
    ratio_release: str
    transport_ratio: float
    rule_error_log: float
    statistical_high_t: float
    fuel_case_t: float | None

    def nodes_t(self, count: int) -> tuple[float, ...]:
        """`count` equally likely values (t CO2e): the middles of as many equal slices of probability."""
        z = stats.norm.ppf((np.arange(count) + 0.5) / count)
        below = math.log(self.central_t / self.low_t) / Z_95
        above = math.log(self.high_t / self.central_t) / Z_95
        return tuple(float(t) for t in self.central_t * np.exp(z * np.where(z < 0, below, above)))


def rule_error(part: Series, total: Series) -> RuleError:
    """The rule's misses from year to year, both series from one release.

    error(y) = ln(part(y)/part(y−1)) − ln(total(y)/total(y−1)), for neighbouring years only.
    """
    if part.release != total.release:
        raise ValueError(f"the rule's history crosses releases: {part.release} and {total.release}")
    part_t, total_t = part.by_year(), total.by_year()
    years = tuple(y for y in part.years if y - 1 in part_t and {y, y - 1} <= total_t.keys() and part_t[y - 1] > 0)
    errors = (math.log(part_t[y] / part_t[y - 1]) - math.log(total_t[y] / total_t[y - 1]) for y in years)
    return RuleError(years, tuple(errors))


def proportional_estimate(
    part: Series,
    total: Series,
    later_total: Series,
    fuel_ratio: float | None = DIESEL_FOSSIL_RATIO_2024,
) -> Estimate:
    """The part's next year, if it changes as the total does in a later release.

    part, total: the series to estimate (road freight) and its total (Transporter), same release, same area.
    later_total: the total in the later release, with the part's last year and the year after it.
    fuel_ratio: the upper case, as new level over old; None for a series not driven by diesel.
    """
    if not part.area_code == total.area_code == later_total.area_code:
        raise ValueError(
            f"areas differ: {part.area_code}, {total.area_code}, {later_total.area_code}; one area at a time"
        )
    last_year = part.years[-1]
    later_t = later_total.by_year()
    if not {last_year, last_year + 1} <= later_t.keys():
        raise ValueError(f"{later_total.release} lacks {last_year} or {last_year + 1} for {part.area_code}")
    misses = rule_error(part, total)
    if len(misses.years) < MINIMUM_CHANGES:
        raise ValueError(f"{part.area_code}: {len(misses.years)} changes are too few to judge the rule by")
    ratio = later_t[last_year + 1] / later_t[last_year]
    central_t = part.emissions_t[-1] * ratio
    spread = misses.root_mean_square_log * float(stats.t.ppf(0.95, len(misses.years)))
    statistical_high_t = central_t * math.exp(spread)
    fuel_case_t = None if fuel_ratio is None else part.emissions_t[-1] * fuel_ratio
    return Estimate(
        area_code=part.area_code,
        series=part.series,
        year=last_year + 1,
        low_t=central_t * math.exp(-spread),
        central_t=central_t,
        high_t=max(statistical_high_t, fuel_case_t or 0.0),
        method_id=METHOD_ID,
        level_release=part.release,
        ratio_release=later_total.release,
        transport_ratio=ratio,
        rule_error_log=misses.root_mean_square_log,
        statistical_high_t=statistical_high_t,
        fuel_case_t=fuel_case_t,
    )
