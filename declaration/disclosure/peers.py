"""Peer benchmarks that name nobody: in which band of its peer group a member lies, and rounded means of two halves.

A corporate group is one contributor with one value; a peer group counts corporate groups. What a member is told is
found once per release from reports that are locked, and never changed after.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from declaration.disclosure.peer_means import LOWER, UPPER, Means, told_means

EVERYONE = "everyone"
COLUMNS = ["reader", "code", "year", "peer_group", "n", "band", "half", "low", "high"]
KEYS = ["reader", "code", "year", "half"]
BANDS = {
    2: ("below", "above"),
    3: ("lower_third", "middle_third", "upper_third"),
    4: ("quarter_1", "quarter_2", "quarter_3", "quarter_4"),
}
#: values closer than this, relatively, are one value: sums in another order are no difference
TIE = 1e-9


@dataclass(frozen=True)
class PeerRules:
    """Numbers of groups, and shares 0-1.

    least_groups: of a peer group. thirds_from, quarters_from: groups from which thirds and quarters are told instead
    of two sides; half_least: groups of a half whose mean is told. largest_share: of the peer group's sum, that one
    may hold. p: how near to a value nobody may come. rounding: a mean's step is at least this share of it.
    """

    least_groups: int = 6
    thirds_from: int = 9
    quarters_from: int = 12
    half_least: int = 5
    largest_share: float = 0.5
    p: float = 0.15
    rounding: float = 0.03

    def __post_init__(self) -> None:
        if not 3 <= self.least_groups <= self.thirds_from <= self.quarters_from:
            raise ValueError("peer rules: 3 <= least_groups <= thirds_from <= quarters_from")
        if self.half_least < 3:
            raise ValueError("peer rules: the mean of fewer than 3 groups gives one away")
        for name in ("largest_share", "p", "rounding"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"peer rule {name} is a share, above 0 and below 1")


@dataclass(frozen=True)
class PeerResult:
    """What each member may see (`peers`, columns COLUMNS), and the truth behind it, which no member may.

    intensities: group_id, code, year, amount. peer_groups: code, peer_group, year, group_id. withheld: code, year,
    peer_group, half and why (size, tie, p_percent, attack) a mean of a peer group with quarters is not told.
    """

    peers: pd.DataFrame
    intensities: pd.DataFrame
    peer_groups: pd.DataFrame
    withheld: pd.DataFrame


def peer_statistics(
    intensities: pd.DataFrame, classes: pd.DataFrame, rules: PeerRules, published: pd.DataFrame | None = None
) -> PeerResult:
    """Bands and means for every member with an intensity; the band is that of its corporate group.

    intensities: member_id, group_id, category, code, year, numerator_t, denominator, amount (above 0), one row per
    member, code and year, of locked reports. classes: category, family. published: the `peers` of an earlier
    release; its (code, year) are taken over as they are, and their truth stays with that release.

    A peer group is the member's category, its family or everyone: the first with enough groups, none of which holds
    too much of the sum of numerators or of denominators. Where there is none the member has one row without
    peer_group, n and band. Rows with `half` state the mean of that half, in the intensity's unit; means of all peer
    groups must stand the attack of `peer_means` together. A ValueError names the first row that is wrong.
    """
    families = _checked(intensities, classes)
    taken = pd.DataFrame(columns=COLUMNS) if published is None else published[COLUMNS]
    settled = {(code, int(year)) for code, year in zip(taken["code"], taken["year"], strict=True)}
    peers, values, members, withheld = [], [], [], []
    for (code, year), own in intensities.groupby(["code", "year"], sort=True):
        here = (code, int(year))
        if here in settled:
            continue
        groups = by_group(own)
        amounts = groups["amount"]
        chosen = _chosen(own, groups, families, rules)
        # the narrowest first: what must be withheld is withheld from the widest
        names = sorted(set(chosen.values()) - {""}, key=lambda name: (_width(name, families), name))
        bands = {name: banded(amounts.loc[_inside(name, own, families)], rules) for name in names}
        means = _means(amounts, bands, rules)
        for row in own.itertuples(index=False):
            told = _rows(chosen[row.category], bands, row.group_id, means)
            peers += [(row.member_id, *here, *what) for what in told]
        values += [(group, *here, float(amount)) for group, amount in amounts.items()]
        members += [(code, name, here[1], group) for name in names for group in bands[name].index]
        withheld += [(*here, *row) for row in means.withheld]
    frames = [frame for frame in (taken, pd.DataFrame(peers, columns=COLUMNS)) if len(frame)]
    return PeerResult(
        _typed(pd.concat(frames) if frames else taken).sort_values(KEYS, ignore_index=True),
        pd.DataFrame(values, columns=["group_id", "code", "year", "amount"]),
        pd.DataFrame(members, columns=["code", "peer_group", "year", "group_id"]),
        pd.DataFrame(withheld, columns=["code", "year", "peer_group", "half", "why"]),
    )


def by_group(intensities: pd.DataFrame) -> pd.DataFrame:
    """Corporate group → numerator_t, denominator, amount, of one code and year, in order.

    The group's amount is the sum of numerators over the sum of denominators: the mean of its members' amounts with
    their denominators as weights.
    """
    made = intensities.assign(weighted=intensities["amount"] * intensities["denominator"])
    sums = made.groupby("group_id", sort=True)[["numerator_t", "denominator", "weighted"]].agg(math.fsum)
    return sums.assign(amount=sums["weighted"] / sums["denominator"]).drop(columns="weighted")


def banded(amounts: pd.Series, rules: PeerRules) -> pd.Series:
    """The band of each group, by rank from the lowest; index: group.

    With c groups lower than it among n, a group is in band ⌊c · bands / n⌋, counted from 0. So equal values are in
    the same band, the lowest that any of them could have, and without equal values bands differ by one at most.
    """
    n = len(amounts)
    count = 4 if n >= rules.quarters_from else 3 if n >= rules.thirds_from else 2
    values = np.sort(amounts.to_numpy(dtype=float))
    lower = np.searchsorted(values, amounts.to_numpy(dtype=float) * (1 - TIE), side="left")
    return pd.Series([BANDS[count][c * count // n] for c in lower.tolist()], index=amounts.index)


def _checked(intensities: pd.DataFrame, classes: pd.DataFrame) -> dict[str, str]:
    """Category → family; a ValueError where the tables do not fit."""
    names = [*classes["category"], *classes["family"].unique(), EVERYONE]
    if len(names) != len(set(names)):
        raise ValueError("a category, a family and everyone each have a name of their own")
    families = dict(zip(classes["category"], classes["family"], strict=True))
    wrong = {
        "is written twice": intensities.duplicated(["member_id", "code", "year"]),
        "belongs to no group": intensities["group_id"].fillna("").eq(""),
        "has a category without family": ~intensities["category"].isin(list(families)),
        "is not above 0": ~intensities[["numerator_t", "denominator", "amount"]].gt(0).all(axis=1),
    }
    for what, where in wrong.items():
        if where.any():
            row = intensities[where].iloc[0]
            raise ValueError(f"intensities: {row['member_id']} {row['code']} {row['year']} {what}")
    return families


def _chosen(own: pd.DataFrame, groups: pd.DataFrame, families: dict[str, str], rules: PeerRules) -> dict[str, str]:
    """Category → its peer group: the narrowest that will do, empty where none does."""
    made = {}
    for category in own["category"].unique():
        made[category] = ""
        for name in (category, families[category], EVERYONE):
            sums = groups.loc[_inside(name, own, families), ["numerator_t", "denominator"]]
            largest = (sums.max() / sums.sum()).max()
            if len(sums) >= rules.least_groups and largest <= rules.largest_share:
                made[category] = name
                break
    return made


def _inside(name: str, own: pd.DataFrame, families: dict[str, str]) -> list[str]:
    """The corporate groups of a peer group: those with a member of its categories."""
    inside = own["category"].eq(name) | own["category"].map(families).eq(name) | (name == EVERYONE)
    return sorted(own.loc[inside, "group_id"].unique())


def _width(name: str, families: dict[str, str]) -> int:
    return 0 if name in families else 2 if name == EVERYONE else 1


def _means(amounts: pd.Series, bands: dict[str, pd.Series], rules: PeerRules) -> Means:
    uppers = {name: band.isin(BANDS[4][2:]) for name, band in bands.items() if len(band) >= rules.quarters_from}
    return told_means(amounts, uppers, least=rules.half_least, p=rules.p, rounding=rules.rounding)


def _rows(peer_group: str, bands: dict[str, pd.Series], group_id: str, means: Means) -> Iterator[tuple]:
    """What one member is told, from column peer_group on: its band, and the means of its peer group's halves."""
    if not peer_group:
        yield "", pd.NA, "", "", np.nan, np.nan
        return
    band = bands[peer_group]
    known = (peer_group, len(band), band[group_id])
    yield *known, "", np.nan, np.nan
    for half in (LOWER, UPPER):
        if (peer_group, half) in means.told:
            yield *known, half, *means.told[peer_group, half]


def _typed(peers: pd.DataFrame) -> pd.DataFrame:
    return peers.astype({"year": "int64", "n": "Int64", "low": float, "high": float})
