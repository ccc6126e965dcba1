"""Invented reporters: name, category, size, sites, and when they were members."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from declaration.demonstration.assumptions import Assumptions, Category
from declaration.demonstration.chance import chance

LETTERS = ("Alfa", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Jota", "Kappa", "Lambda", "My")
REGISTER_COLUMNS = ["member_id", "name", "category", "area_id", "joined_year", "left_year", "corporate_group"]


@dataclass(frozen=True)
class Reporter:
    """One invented reporter. `size` is 1 at the median of its category; sites are parks with their share (0-1).

    Member from `joined_year` and no longer from `left_year` (None: still one); `extra_years` are years before
    that it reports all the same.
    """

    member_id: str
    name: str
    category: str
    size: float
    sites: tuple[tuple[str, float], ...]
    joined_year: int
    left_year: int | None
    extra_years: tuple[int, ...]
    corporate_group: str

    def reports_in(self, year: int) -> bool:
        """Whether a report of the year is due (or sent all the same)."""
        inside = self.joined_year <= year and (self.left_year is None or year < self.left_year)
        return inside or year in self.extra_years


def population(assumed: Assumptions) -> tuple[Reporter, ...]:
    """All reporters, category by category. A ValueError if an event names one that there is not."""
    made = tuple(r for name in assumed.category for r in _category(assumed, name))
    known = {r.member_id for r in made}
    named = {e.member for e in (*assumed.events, *assumed.target)}
    named |= {m for g in assumed.corporate_group for m in g.members}
    if named - known:
        raise ValueError(f"no such reporter: {', '.join(sorted(named - known))}")
    return made


def register(reporters: tuple[Reporter, ...]) -> pd.DataFrame:
    """The register of the programme's members, one row each; `left_year` missing while still a member."""
    rows = [
        (r.member_id, r.name, r.category, r.sites[0][0], r.joined_year, r.left_year, r.corporate_group)
        for r in reporters
    ]
    return pd.DataFrame(rows, columns=REGISTER_COLUMNS).astype({"left_year": "Int64"})


def sizes(assumed: Assumptions, name: str, category: Category) -> list[float]:
    """Sizes (no unit, median near 1) near the quantiles of a log-normal distribution, in random order.

    Plain draws would leave the skew of a handful of reporters to luck.
    """
    random = chance(assumed.seed, name, "sizes")
    places = random.permutation(category.count)
    drawn = random.normal(0.0, assumed.sizes.jitter, category.count)
    normal = NormalDist()
    return [
        math.exp(category.size_spread * (normal.inv_cdf((place + 0.5) / category.count) + off))
        for place, off in zip(places.tolist(), drawn.tolist(), strict=True)
    ]


def _category(assumed: Assumptions, name: str) -> Iterator[Reporter]:
    category = assumed.category[name]
    joined = {e.member: e for e in assumed.joined}
    left = {e.member: e.year for e in assumed.left}
    group = {m: g.name for g in assumed.corporate_group for m in g.members}
    for letter, size in zip(LETTERS[: category.count], sizes(assumed, name, category), strict=True):
        member_id = f"demo-{_plain(category.noun)}-{letter.lower()}"
        entry = joined.get(member_id)
        yield Reporter(
            member_id=member_id,
            name=f"Demonstrations{category.noun} {letter}",
            category=name,
            size=size,
            sites=_sites(assumed, category, member_id, size),
            joined_year=entry.year if entry else assumed.first_year,
            left_year=left.get(member_id),
            extra_years=entry.also_reports if entry else (),
            corporate_group=group.get(member_id, ""),
        )


def _sites(assumed: Assumptions, category: Category, member_id: str, size: float) -> tuple[tuple[str, float], ...]:
    areas = chance(assumed.seed, member_id, "areas").permutation(list(category.areas)).tolist()
    if size < assumed.sizes.second_site_from or len(areas) == 1:
        return ((areas[0], 1.0),)
    first = assumed.sizes.first_site_share
    return ((areas[0], first), (areas[1], 1.0 - first))


def _plain(word: str) -> str:
    """A word without marks above its letters, for ids."""
    return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
