"""The figures that must not be proven: groups' totals and parts, single lines, and corrections."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from declaration.audit.evidence import AuditRules, Known
from declaration.audit.world import System, Target

MAIN = "co2e_t"
#: a line is named by member, area, category, park and a count; other columns have their name as a sixth part
LINE_PARTS = 5


@dataclass(frozen=True)
class Snapshot:
    """The lines of one release in one year: their columns in the system, codes and views, row by row.

    main: column of a line's t CO2e; cols: all its columns; entries: by column of amounts, (col, num, den) or None.
    codes: by dimension the class a line is published in; fine: the category and park itself.
    """

    release_id: str
    keys: list[tuple]
    group: list[str]
    cols: list[int]
    main: list[int]
    entries: dict[str, list]
    codes: dict[str, np.ndarray]
    fine: dict[str, np.ndarray]
    views: dict[str, np.ndarray]


def emission_targets(system: System, snapshots: list[Snapshot], known: Known, rules: AuditRules) -> tuple[Target, ...]:
    """Each group's total, by area, category and park (as published and itself), line, other column, correction."""
    made: dict[tuple, Target] = {}
    for snapshot in snapshots:
        for group, kind, cell, entries in _figures(snapshot):
            _add(made, system, group, kind, cell, entries)
    for before, after in combinations(snapshots, 2):
        for group, cell, entries in _corrections(before, after):
            _add(made, system, group, "correction", cell, entries)
    least = rules.smallest_t / system.unit
    public = {g: known.share_of(name, system.year) for g, name in enumerate(system.groups)}
    waived = {g for g, name in enumerate(system.groups) if known.waived(name, system.year)}
    return tuple(
        target
        for target in made.values()
        if target.value >= least and target.group not in waived and not _public(system, target, public, rules.p)
    )


def group_targets(
    system: System, releases: list[dict[str, int]], known: Known, p: float, least_t: float
) -> tuple[Target, ...]:
    """Each group's amount in a system that has one unknown for each group and release, and its corrections."""
    made: dict[tuple, Target] = {}
    for cols in releases:
        for group, col in cols.items():
            _add(made, system, group, "amount", "amount", [(col, int(system.sign[col]), 1)])
    for before, after in combinations(releases, 2):
        for group in before.keys() & after.keys():
            if before[group] != after[group]:
                old, new = before[group], after[group]
                entries = [(new, int(system.sign[new]), 1), (old, -int(system.sign[old]), 1)]
                _add(made, system, group, "correction", "correction", entries)
    return tuple(
        target
        for target in made.values()
        if target.value * system.unit >= least_t and not known.waived(system.groups[target.group], system.year)
    )


def _add(made: dict, system: System, group: str, kind: str, cell: str, entries: list[tuple]) -> None:
    value = sum(num * int(system.amount[col]) // den for col, num, den in entries)
    entries = [(col, num if value >= 0 else -num, den) for col, num, den in sorted(entries)]
    key = group, tuple(entries)
    if value and key not in made:
        cols, num, den = (np.array(part) for part in zip(*entries, strict=True))
        made[key] = Target(system.groups.index(group), kind, cell, system.year, cols, num, den, abs(value))


def _figures(snapshot: Snapshot) -> Iterator[tuple]:
    cells: dict[tuple, list] = {}
    for row, (group, entry) in enumerate(zip(snapshot.group, snapshot.entries[MAIN], strict=True)):
        key = snapshot.keys[row]
        for dimension, codes in snapshot.codes.items():
            cells.setdefault((group, dimension, str(codes[row])), []).append(entry)
        for dimension, codes in snapshot.fine.items():
            cells.setdefault((group, dimension, f"{codes[row]} itself"), []).append(entry)
        cells[group, "line", " / ".join(str(part) for part in key[1:4]) + f" ({key[0]}, {key[4]})"] = [entry]
    for column, entries in snapshot.entries.items():
        for group, entry in zip(snapshot.group, entries, strict=True):
            if entry and column != MAIN:
                cells.setdefault((group, "column", column), []).append(entry)
    for (group, dimension, code), entries in cells.items():
        yield group, dimension, "total" if dimension == "total" else f"{dimension} {code}", entries


def _corrections(before: Snapshot, after: Snapshot) -> Iterator[tuple]:
    old = dict(zip(before.keys, zip(before.group, before.entries[MAIN], strict=True), strict=True))
    new = dict(zip(after.keys, zip(after.group, after.entries[MAIN], strict=True), strict=True))
    label = f"{before.release_id} to {after.release_id}"
    by_group: dict[str, list] = {}
    for key in sorted(old.keys() | new.keys(), key=str):
        was, now = old.get(key), new.get(key)
        if was and now and was[1] == now[1]:
            continue
        entries = ([now[1]] if now else []) + ([(was[1][0], -was[1][1], was[1][2])] if was else [])
        group = (now or was)[0]
        by_group.setdefault(group, []).extend(entries)
        if was and now:
            yield group, f"correction of a line, {label}", entries
    there = set(before.group) & set(after.group)
    for group, entries in by_group.items():
        if group in there:
            yield group, f"correction of the total, {label}", entries


def _public(system: System, target: Target, public: dict, p: float) -> bool:
    """Whether the register alone proves the figure: it bounds the group's total from above, and its only part."""
    share = public[target.group]
    if share is None:
        return False
    emits = np.array([len(line) == LINE_PARTS for line in system.lines])
    own = np.flatnonzero((system.owner == target.group) & system.current & emits)
    total = int((system.sign * system.amount)[own].sum())
    if target.kind == "correction":
        return share * 2 * total < p * target.value
    if len(target.cols) == len(own):
        return share < p
    return (system.sign[own] > 0).all() and total * (1 + share) < (1 + p) * target.value
