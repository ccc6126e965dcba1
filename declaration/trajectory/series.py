"""An annual series of emissions: sorted years, tonnes of CO2e, and the one release it comes from.

Years may be missing (SMHI's inventory has 1990, 2000, 2005, 2010 and every year from 2015). A missing year is
absent, never zero. Figures of different releases do not belong in one series; this type holds one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Series:
    """Emissions (t CO2e per year) of one area and one series, in one release, in order of year.

    `coverage_share` is the share (0-1) of the area's emissions that the figures cover: 1 for official
    statistics, less where members report.
    """

    area_code: str
    series: str
    release: str
    years: tuple[int, ...]
    emissions_t: tuple[float, ...]
    coverage_share: float = 1.0

    def __post_init__(self) -> None:
        if len(self.years) != len(self.emissions_t):
            raise ValueError(f"{self.area_code}: {len(self.years)} years but {len(self.emissions_t)} figures")
        if any(later <= earlier for earlier, later in pairwise(self.years)):
            raise ValueError(f"{self.area_code}: years must rise and be distinct, found {self.years}")
        if not all(math.isfinite(t) for t in self.emissions_t):
            raise ValueError(f"{self.area_code}: a figure is not a finite number; leave a missing year out")
        if not 0 <= self.coverage_share <= 1:
            raise ValueError(f"{self.area_code}: coverage_share {self.coverage_share} is not within 0-1")

    @classmethod
    def from_mapping(
        cls,
        area_code: str,
        series: str,
        release: str,
        emissions_t_by_year: Mapping[int, float],
        coverage_share: float = 1.0,
    ) -> "Series":
        """A series from {year: t CO2e} in any order."""
        pairs = sorted((int(year), float(t)) for year, t in emissions_t_by_year.items())
        return cls(
            area_code,
            series,
            release,
            tuple(year for year, _ in pairs),
            tuple(t for _, t in pairs),
            coverage_share,
        )

    def by_year(self) -> dict[int, float]:
        """{year: t CO2e}."""
        return dict(zip(self.years, self.emissions_t, strict=True))

    def until(self, year: int) -> "Series":
        """The same series without what came after `year`."""
        kept = {y: t for y, t in self.by_year().items() if y <= year}
        return Series.from_mapping(self.area_code, self.series, self.release, kept, self.coverage_share)

    def since(self, year: int) -> "Series":
        """The same series without what came before `year`."""
        kept = {y: t for y, t in self.by_year().items() if y >= year}
        return Series.from_mapping(self.area_code, self.series, self.release, kept, self.coverage_share)
