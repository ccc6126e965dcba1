"""What the auditor is given: the numbers of a release, the truth behind them, and what is known without us."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

NUMBER_COLUMNS = ["number_id", "block", "view", "dimension", "code", "year", "low", "high"]
CLASS_COLUMNS = ["dimension", "class_code", "code"]
LEVER_COLUMNS = ["code", "peer_group", "year", "lever_code"]
PEER_COLUMNS = ["reader", "code", "year", "peer_group", "n", "band", "half", "low", "high"]
LINE_KEY = ["member_id", "area", "category", "park"]
LINE_COLUMNS = ["member_id", "group_id", "area", "category", "park", "year", "reported", "co2e_t"]


def empty(columns: list[str]) -> pd.DataFrame:
    """A frame of these columns without rows."""
    return pd.DataFrame({column: [] for column in columns})


@dataclass(frozen=True)
class Evidence:
    """What one release says. Each number states that a sum lies in the closed interval [low, high].

    numbers: number_id, block, view, dimension, code, year, low, high. classes: dimension, class_code, code.
    peers: reader, code, year, peer_group, n, band, half, low, high (nan where a row only states a band).
    levers: LEVER_COLUMNS, what the better half of a peer group is said to report.
    """

    release_id: str
    numbers: pd.DataFrame
    classes: pd.DataFrame = field(default_factory=lambda: empty(CLASS_COLUMNS))
    peers: pd.DataFrame = field(default_factory=lambda: empty(PEER_COLUMNS))
    levers: pd.DataFrame = field(default_factory=lambda: empty(LEVER_COLUMNS))


@dataclass(frozen=True)
class Truth:
    """The truth behind one release, from the vault.

    lines: LINE_COLUMNS and any other `*_t`, one row for each unknown, in t. reporters: member_id, year.
    side: block, group_id, code, year, amount. offsets: number_id, amount (a known constant in a number's sum).
    intensities: group_id, code, year, amount. peer_groups: code, peer_group, year, group_id.
    levers: group_id, year, lever_code, what groups reported as begun.
    """

    lines: pd.DataFrame = field(default_factory=lambda: empty(LINE_COLUMNS))
    reporters: pd.DataFrame = field(default_factory=lambda: empty(["member_id", "year"]))
    side: pd.DataFrame = field(default_factory=lambda: empty(["block", "group_id", "code", "year", "amount"]))
    offsets: pd.DataFrame = field(default_factory=lambda: empty(["number_id", "amount"]))
    intensities: pd.DataFrame = field(default_factory=lambda: empty(["group_id", "code", "year", "amount"]))
    peer_groups: pd.DataFrame = field(default_factory=lambda: empty(["code", "peer_group", "year", "group_id"]))
    levers: pd.DataFrame = field(default_factory=lambda: empty(["group_id", "year", "lever_code"]))


@dataclass(frozen=True)
class Known:
    """What is known or agreed without us.

    register: group_id, year (missing: every year), share (the total is public to within this share of it).
    ties: group_a, group_b (a common owner or consultant: the two attack as one). waivers: group_id, year.
    """

    register: pd.DataFrame = field(default_factory=lambda: empty(["group_id", "year", "share"]))
    ties: pd.DataFrame = field(default_factory=lambda: empty(["group_a", "group_b"]))
    waivers: pd.DataFrame = field(default_factory=lambda: empty(["group_id", "year"]))

    def share_of(self, group: str, year: int) -> float | None:
        """To within which share of itself the group's total of the year is public, None if it is not."""
        shares = [self._shares[key] for key in ((group, year), (group, None)) if key in self._shares]
        return min(shares, default=None)

    def waived(self, group: str, year: int) -> bool:
        """Whether the group has consented to being recognised in the year."""
        return (group, year) in self._waived

    @cached_property
    def _shares(self) -> dict[tuple, float]:
        rows = self.register[["group_id", "year", "share"]].itertuples(index=False, name=None)
        made: dict[tuple, float] = {}
        for group, year, share in rows:
            key = group, None if pd.isna(year) else int(year)
            made[key] = min(float(share), made.get(key, np.inf))
        return made

    @cached_property
    def _waived(self) -> set[tuple]:
        return {(group, int(year)) for group, year in self.waivers[["group_id", "year"]].itertuples(index=False)}


@dataclass(frozen=True)
class AuditRules:
    """What counts as proving a figure, and against whom.

    p: share to within which nobody may prove a figure. joint_change: how much other lines are assumed to move
    from year to year at most. smallest_t: smaller figures are no targets. window: bounds are not followed
    further out than this share of the figure. pairs: whether all pairs are audited, not only those with a tie.
    """

    p: float = 0.15
    joint_change: tuple[float, ...] = (0.10, 0.20)
    smallest_t: float = 1.0
    window: float = 0.5
    pairs: bool = True
    least_peers: int = 6
    least_half: int = 5
    largest_peer_share: float = 0.5
    peers_with_thirds: int = 9
    peers_with_quarters: int = 12
    least_without_lever: int = 2
