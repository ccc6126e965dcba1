"""Levers told of peer groups: what the statements must keep, found from the truth by its own count.

Attackers are assumed to know who is in which half of a peer group. Nobody's taking part is told as long as there are,
besides any one who looks and tells what it knows, enough of a half that take part and enough that do not.
"""

import pandas as pd

from declaration.audit.evidence import AuditRules, Evidence, Truth


def lever_findings(history: list[tuple[Evidence, Truth]], rules: AuditRules) -> list[str]:
    """What breaks the rules in the levers told by each release, oldest first, one sentence each."""
    found: list[str] = []
    for evidence, truth in history:
        stated = evidence.levers.drop_duplicates()
        found += [
            f"{evidence.release_id}: {what}" for row in stated.itertuples() for what in _broken(row, truth, rules)
        ]
    alone = pd.concat([evidence.levers for evidence, _ in history]) if history else pd.DataFrame()
    for (code, lever), rows in alone.groupby(["code", "lever_code"]) if len(alone) else ():
        if len(rows.drop_duplicates()) > 1:
            found.append(f"lever {lever} of {code} is told more than once")
    return found


def _broken(row, truth: Truth, rules: AuditRules) -> list[str]:
    where = f"lever {row.lever_code} of {row.code} {row.peer_group} {row.year}"
    groups = truth.peer_groups
    here = groups["code"].eq(row.code) & groups["year"].eq(row.year)
    sizes = groups[here].groupby("peer_group")["group_id"].nunique()
    inside = set(groups.loc[here & groups["peer_group"].eq(row.peer_group), "group_id"])
    if len(inside) < rules.peers_with_quarters:
        return [f"{where}: {len(inside)} groups are too few"]
    if sizes.max() > len(inside):
        return [f"{where}: another peer group is larger"]
    own = truth.intensities
    own = own[own["code"].eq(row.code) & own["year"].eq(row.year) & own["group_id"].isin(inside)]
    # a group is in the better half if fewer than half of the groups lie below it
    rank = own["amount"].rank(method="min") - 1
    half = set(own.loc[rank * 2 < len(own), "group_id"])
    takes_part = truth.levers[truth.levers["year"].eq(row.year) & truth.levers["lever_code"].eq(row.lever_code)]
    with_it = len(half & set(takes_part["group_id"]))
    found = []
    if with_it <= rules.least_half:
        found.append(f"{where}: {with_it} groups report it")
    if len(half) - with_it <= rules.least_without_lever:
        found.append(f"{where}: {len(half) - with_it} groups do not report it")
    return found
