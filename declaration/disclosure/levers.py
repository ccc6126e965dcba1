"""Which levers the better half of a peer group reports: told as words, never with a number or a name.

A lever is told if, whichever one group is left out, enough of the better half's others report it and enough do not.
So for each group in the half there are others that could stand in its place, whoever looks, alone or with one more:
nobody's taking part can be told. For each kind of intensity a release looks at its newest year and at one peer group
alone, the largest, so that no two statements overlap. A lever is told once, and only if those who were in the better
half that was looked at before do it: two years cannot be subtracted from each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from declaration.disclosure.peers import BANDS, PeerResult, PeerRules, banded

TOLD = ["code", "peer_group", "year", "lever_code"]
HALF = ["code", "peer_group", "year", "group_id"]
REPORTED = ["group_id", "year", "lever_code"]
READERS = ["reader", *TOLD]
#: which levers move which intensity; of another lever there is nothing to learn for it
LEVERS_OF: Mapping[str, tuple[str, ...]] = {
    "tkm": ("carrier_switch", "energy_intensity", "electrification"),
    "floor_area": ("hub_efficiency", "carrier_switch"),
    "tonnes": ("hub_efficiency", "electrification", "carrier_switch"),
    "employees": (
        *("carrier_switch", "energy_intensity", "modal_shift", "demand", "hub_efficiency", "electrification"),
        *("refrigerant", "packaging_reduce", "reuse_recycle"),
    ),
}


@dataclass(frozen=True)
class Levers:
    """What is told, and the truth behind it, which nobody may see.

    told: TOLD, of all releases; new: those told for the first time. halves: HALF, the better halves looked at in
    this release. reported: group_id, year, lever_code.
    """

    told: pd.DataFrame
    new: pd.DataFrame
    halves: pd.DataFrame
    reported: pd.DataFrame


def lever_statements(
    peers: PeerResult,
    reported: pd.DataFrame,
    rules: PeerRules,
    least_without: int,
    told_before: pd.DataFrame | None = None,
    halves_before: pd.DataFrame | None = None,
) -> Levers:
    """The levers that may be told of the better halves of this release's peer groups.

    peers: of this release; only its new codes and years are looked at. reported: group_id, year, lever_code of
    measures that were started or done. least_without: groups of a half that do not report a lever that is told
    of it, with any one left out. told_before, halves_before: TOLD and HALF of earlier releases; what was told
    stands and is not decided again.
    """
    told = pd.DataFrame(columns=TOLD) if told_before is None else told_before[TOLD]
    known = pd.DataFrame(columns=HALF) if halves_before is None else halves_before[HALF]
    halves, new = better_halves(peers, rules), []
    for code, half in halves.groupby("code", sort=True):
        year, standing = int(half["year"].iloc[0]), set(told.loc[told["code"].eq(code), "lever_code"])
        core = _stayers(frozenset(half["group_id"]), known[known["code"].eq(code)], year)
        takes_part = reported[reported["year"].eq(year) & reported["group_id"].isin(core)]
        with_it = takes_part.groupby("lever_code")["group_id"].nunique()
        for lever in LEVERS_OF.get(code, ()):
            count = int(with_it.get(lever, 0))
            if lever not in standing and may_be_told(count, len(core) - count, rules.half_least, least_without):
                new.append((code, half["peer_group"].iloc[0], year, lever))
    fresh = pd.DataFrame(new, columns=TOLD)
    both = [frame for frame in (told, fresh) if len(frame)]
    return Levers(pd.concat(both, ignore_index=True) if both else fresh, fresh, halves, reported)


def may_be_told(with_it: int, without: int, least_with: int, least_without: int) -> bool:
    """Whether both kinds are enough even if any one group is left out (numbers of groups)."""
    return with_it - 1 >= least_with and without - 1 >= least_without


def better_halves(peers: PeerResult, rules: PeerRules) -> pd.DataFrame:
    """HALF: for each code, in its newest year, the better half (lower is better) of the largest peer group with
    quarters; nothing where there is none."""
    amounts = peers.intensities.set_index(["code", "year", "group_id"])["amount"]
    made = []
    for code, years in peers.peer_groups.groupby("code", sort=True):
        year = int(years["year"].max())
        groups = years[years["year"].eq(year)]
        sizes = groups.groupby("peer_group")["group_id"].nunique()
        largest = sorted(sizes.index, key=lambda name, of=sizes: (-of[name], name))[0]
        if sizes[largest] >= rules.quarters_from:
            inside = groups.loc[groups["peer_group"].eq(largest), "group_id"]
            bands = banded(amounts[code, year].loc[inside], rules)
            made += [(code, largest, year, group) for group in bands.index[bands.isin(BANDS[4][:2])]]
    return pd.DataFrame(made, columns=HALF)


def told_to(told: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """Who is told which lever (READERS): whoever had a better band to reach in that peer group then or later.

    peers: the peer statistics of all members and years.
    """
    below_best = peers[peers["half"].eq("") & peers["band"].isin(BANDS[4][1:])]
    both = below_best[["reader", "code", "peer_group", "year"]].merge(
        told, on=["code", "peer_group"], suffixes=("_read", "")
    )
    found = both.loc[both["year_read"] >= both["year"], READERS]
    return found.drop_duplicates().sort_values(READERS, ignore_index=True)


def _stayers(half: frozenset[str], before: pd.DataFrame, year: int) -> frozenset[str]:
    """Those of a half who were also in the half that was looked at for the nearest other year; all if none was."""
    if before.empty:
        return half
    nearest = min(before["year"], key=lambda other: (abs(other - year), other))
    return half & frozenset(before.loc[before["year"].eq(nearest), "group_id"])
