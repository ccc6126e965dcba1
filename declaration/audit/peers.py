"""Peer statistics: the rules they must keep, and their half means as rows over groups' own intensities.

Attackers are assumed to know who is in which half, but not that every value of the lower half is below every
value of the upper: under that stronger assumption two neighbours at the middle always bound each other.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from declaration.audit.evidence import AuditRules, Evidence, Known, Truth
from declaration.audit.targets import group_targets
from declaration.audit.world import Draft, System, whole

#: intensities are counted in the largest one over this many units
STEPS = 10**9
BANDS = {
    "middle": {"above", "below"},
    "thirds": {"lower_third", "middle_third", "upper_third"},
    "quarters": {"quarter_1", "quarter_2", "quarter_3", "quarter_4"},
}
HALVES = ("lower", "upper")


@dataclass(frozen=True)
class PeerReading:
    """Systems over intensities, one for each code and year, and broken rules, one sentence each."""

    systems: tuple[System, ...]
    findings: tuple[str, ...]


def read_peers(history: list[tuple[Evidence, Truth]], known: Known, rules: AuditRules) -> PeerReading:
    """All half means ever released as systems, and what breaks the rules of peer statistics."""
    findings, drafts, columns = [], {}, {}
    largest = pd.concat([t.intensities for _, t in history]).groupby("code")["amount"].agg(lambda a: a.abs().max())
    for evidence, truth in history:
        findings += [f"{evidence.release_id}: {what}" for what in broken_rules(evidence.peers, truth, rules)]
        own = truth.intensities.set_index(["code", "year", "group_id"])["amount"].to_dict()
        halves = evidence.peers[evidence.peers["half"].isin(HALVES)]
        stated = halves.drop_duplicates(["code", "year", "peer_group", "half", "low", "high"])
        for row in stated.itertuples():
            values = _peer_values(row, truth, own)
            draft = drafts.setdefault(
                (row.code, row.year), Draft(f"intensity {row.code}", row.year, unit=_unit(largest.get(row.code)))
            )
            cols = columns.setdefault((row.code, row.year), {}).setdefault(evidence.release_id, {})
            cols.update({g: draft.unknown((g,), g, whole(v, draft.unit)) for g, v in values.items()})
            half = _half_of(values, row)
            entries = sorted((cols[group], draft.signs[cols[group]], 1) for group in half)
            label = f"{evidence.release_id} {row.code} {row.peer_group} {row.half} half"
            findings.append(draft.state(label, entries, row.low * len(half), row.high * len(half)))
    systems = []
    for key, draft in drafts.items():
        releases = list(columns[key].values())
        system = draft.system(set(releases[-1].values()))
        systems.append(replace(system, targets=group_targets(system, releases, known, rules.p, 0.0)))
    return PeerReading(tuple(systems), tuple(what for what in findings if what))


def broken_rules(peers: pd.DataFrame, truth: Truth, rules: AuditRules) -> list[str]:
    """Rules 14 to 16: group size, bands that fit it, halves of at least five, no dominating group, nothing else."""
    found = []
    own = truth.intensities.set_index(["code", "year", "group_id"])["amount"].to_dict()
    for row in peers.drop_duplicates(["code", "year", "peer_group", "n", "band", "half"]).itertuples():
        where = f"peers of {row.code} {row.peer_group} {row.year}"
        values = pd.Series(_peer_values(row, truth, own), dtype=float)
        half = "" if pd.isna(row.half) else row.half
        band = "" if pd.isna(row.band) else row.band
        if row.n != len(values):
            found.append(f"{where}: says {row.n} groups, there are {len(values)}")
        if len(values) < rules.least_peers:
            found.append(f"{where}: {len(values)} groups are fewer than {rules.least_peers}")
        if len(values) and values.abs().max() > rules.largest_peer_share * values.abs().sum():
            found.append(f"{where}: one group is above {rules.largest_peer_share:.0%} of the sum")
        kind = (
            "quarters"
            if row.n >= rules.peers_with_quarters
            else "thirds"
            if row.n >= rules.peers_with_thirds
            else "middle"
        )
        if band and band not in BANDS[kind]:
            found.append(f"{where}: band {band} does not fit {row.n} groups")
        if half and (half not in HALVES or kind != "quarters" or row.n // 2 < rules.least_half):
            found.append(f"{where}: the {half} half of {row.n} groups must not be shown")
        if not half and not band:
            found.append(f"{where}: a row that is neither a band nor a half mean")
    bare = peers["half"].fillna("").eq("") & (peers["low"].notna() | peers["high"].notna())
    found += [f"peers of {code}: a band's row holds a value" for code in peers.loc[bare, "code"].unique()]
    return found


def _unit(largest: float | None) -> float:
    return 10.0 ** np.ceil(np.log10(largest)) / STEPS if largest and largest > 0 else 1 / STEPS


def _peer_values(row, truth: Truth, own: dict) -> dict[str, float]:
    peers = truth.peer_groups
    here = peers["code"].eq(row.code) & peers["year"].eq(row.year) & peers["peer_group"].eq(row.peer_group)
    groups = peers.loc[here, "group_id"].unique()
    return {g: own[row.code, row.year, g] for g in groups if (row.code, row.year, g) in own}


def _half_of(values: dict[str, float], row) -> list[str]:
    """The groups of the half: the n // 2 smallest or largest, or with the middle one if only that fits the mean."""
    ordered = sorted(values, key=lambda group: (values[group], group))
    sizes = (len(ordered) // 2, (len(ordered) + 1) // 2)
    halves = [ordered[:size] if row.half == "lower" else ordered[len(ordered) - size :] for size in sizes]
    fitting = [h for h in halves if h and row.low <= np.mean([values[g] for g in h]) <= row.high]
    return fitting[0] if fitting else halves[0]
