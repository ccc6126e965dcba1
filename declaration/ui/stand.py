"""A member's own room: its figures, asked of its own file and kept in the member's own session alone.

Nothing here may be cached for all: what is made of one member's figures is that member's alone.
"""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from declaration.access.own import Own
from declaration.language import Reader
from declaration.ui.programme import mark, source
from declaration.ui.visit import Visit

#: the bands of a peer group, the lowest emissions first, by how many there are
BANDS = (
    ("below", "above"),
    ("lower_third", "middle_third", "upper_third"),
    ("quarter_1", "quarter_2", "quarter_3", "quarter_4"),
)
#: peer groups that are wider than a kind of member
FAMILIES = ("everyone", "transport", "sites_hubs", "goods_industry", "services_public")
#: intensities in the order shown
CODES = ("tkm", "tonnes", "floor_area", "employees")


@dataclass(frozen=True)
class Stand:
    """All that the page shows of one member: the answers of `queries/member/stand_*.sql`, by name.

    source and mark: whose figures these are, as it stands below and across each of them.
    """

    reader: Reader
    source: str
    mark: str
    about: pd.Series
    years: pd.DataFrame
    paths: pd.DataFrame
    standing: pd.DataFrame
    areas: pd.DataFrame
    drivers: pd.DataFrame
    bands: pd.DataFrame
    halves: pd.DataFrame
    levers: pd.DataFrame
    quality: pd.DataFrame
    missing: pd.DataFrame
    jumps: pd.DataFrame
    notes: pd.DataFrame
    visible: pd.DataFrame

    @property
    def last_year(self) -> int:
        """The newest year with a figure, reported or estimated."""
        return int(self.years["year"].iloc[-1])

    @property
    def has_target(self) -> bool:
        """Whether the member has a target of its own in this release."""
        return bool(self.notes["kind"].eq("target").any())

    @cached_property
    def newest_bands(self) -> pd.DataFrame:
        """The intensities of the newest year that has any, in the order shown."""
        rows = self.bands[self.bands["year"].eq(self.bands["year"].max())]
        return rows.assign(place=rows["code"].map(CODES.index)).sort_values("place", ignore_index=True)

    @property
    def compared(self) -> pd.DataFrame:
        """Of the newest intensities those with a peer group to lie in."""
        return self.newest_bands[_has_band(self.newest_bands)].reset_index(drop=True)

    @property
    def alone(self) -> pd.DataFrame:
        """Of the newest intensities those without a peer group."""
        return self.newest_bands[~_has_band(self.newest_bands)].reset_index(drop=True)

    def half(self, code: str, year: int, half: str) -> pd.Series | None:
        """Between what the mean of a half of the member's peers lies; None where it is not told."""
        told = self.halves[self.halves["code"].eq(code) & self.halves["year"].eq(year) & self.halves["half"].eq(half)]
        return told.iloc[0] if len(told) else None


def read_stand(visit: Visit, own: Own) -> Stand:
    """The member's figures, asked of its own file."""
    tables = ("years", "paths", "standing", "areas", "drivers", "bands", "halves", "levers")
    tables += ("quality", "missing", "jumps", "notes", "visible")
    return Stand(
        visit.reader,
        source(visit.edition),
        mark(visit.edition),
        own.ask("stand_about").iloc[0],
        **{name: own.ask(f"stand_{name}") for name in tables},
    )


def _has_band(rows: pd.DataFrame) -> pd.Series:
    """Whether each intensity has a band: none (empty) where no group is large enough, null where it is not told."""
    return rows["band"].notna() & rows["band"].ne("")


def bands_of(band: str) -> tuple[str, ...]:
    """All bands of the peer group in which there is this one."""
    return next(bands for bands in BANDS if band in bands)


def peers_in_words(reader: Reader, row: pd.Series) -> str:
    """Who the member is compared with, and how many: `11 koncerner inom transport`."""
    group = row["peer_group"]
    if group in FAMILIES:
        known = reader.say(f"stand.peers.{group}")
    else:
        known = reader.say("stand.peers.category", category=reader.say(f"category.{group}").lower())
    return reader.say("stand.peers", count=int(row["n"]), group=known)


def write_intensity(reader: Reader, amount: float, code: str) -> str:
    """An intensity with its unit."""
    return f"{reader.about(amount)}\u00a0{reader.say(f'stand.unit.{code}')}"
