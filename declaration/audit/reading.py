"""Reads the history of releases into systems, and lists what must not be proven."""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from declaration.audit.evidence import LINE_KEY, AuditRules, Evidence, Known, Truth
from declaration.audit.targets import Snapshot, emission_targets, group_targets
from declaration.audit.world import Draft, System, whole

EMISSIONS = "emissions"
MAIN = "co2e_t"
VIEWS = ("reported", "matched_now", "matched_before")
DIMENSIONS = ("total", "area", "category", "park")


@dataclass(frozen=True)
class Reading:
    """The systems of a history, and what is wrong with the numbers themselves, one sentence each."""

    emissions: tuple[System, ...]
    sides: tuple[System, ...]
    findings: tuple[str, ...]


def read(history: list[tuple[Evidence, Truth]], known: Known, rules: AuditRules) -> Reading:
    """Everything released, oldest first, as systems with their targets. A number not understood is a finding."""
    findings: list[str] = []
    drafts: dict[int, Draft] = {}
    snapshots: dict[int, list[Snapshot]] = defaultdict(list)
    sides: dict[tuple, Draft] = {}
    columns: dict[tuple, list[dict]] = defaultdict(list)
    for evidence, truth in history:
        findings += [f"{evidence.release_id}: {what}" for what in _not_understood(evidence.numbers)]
        offsets = truth.offsets.groupby("number_id")["amount"].sum().to_dict()
        numbers = evidence.numbers.assign(offset=evidence.numbers["number_id"].map(offsets).fillna(0.0))
        emissions = numbers["block"].astype(str).str.startswith(f"{EMISSIONS}:")
        for year, lines in _lines(truth.lines).groupby("year"):
            draft = drafts.setdefault(year, Draft(EMISSIONS, year))
            snapshot = _snapshot(evidence, truth, lines, year, draft)
            snapshots[year].append(snapshot)
            stated = numbers[emissions & numbers["year"].eq(year)]
            findings += _state_emissions(evidence.release_id, stated, snapshot, draft)
        empty_years = numbers[emissions & ~numbers["year"].isin(list(drafts))]
        findings += [f"{evidence.release_id}: {n.number_id} has no lines" for n in empty_years.itertuples()]
        findings += _state_sides(evidence.release_id, numbers[~emissions], truth.side, sides, columns)
    latest = history[-1][0].release_id if history else ""
    systems = []
    for year, draft in sorted(drafts.items()):
        _state_register(draft, snapshots[year], known)
        current = {c for s in snapshots[year] if s.release_id == latest for c in s.cols}
        system = draft.system(current)
        systems.append(replace(system, targets=emission_targets(system, snapshots[year], known, rules)))
    others = []
    for key, draft in sides.items():
        system = draft.system(set(columns[key][-1].values()))
        others.append(replace(system, targets=group_targets(system, columns[key], known, rules.p, rules.smallest_t)))
    return Reading(tuple(systems), tuple(others), tuple(findings))


def _not_understood(numbers: pd.DataFrame) -> list[str]:
    lines = numbers["block"].astype(str).str.startswith(f"{EMISSIONS}:")
    fits = lines & numbers["view"].isin(VIEWS) & numbers["dimension"].isin(DIMENSIONS)
    fits |= ~lines & numbers["view"].eq("side") & numbers["dimension"].eq("side")
    fits &= ~(numbers["low"].isna() | numbers["high"].isna()) & (numbers["low"] <= numbers["high"])
    return [f"number {n} is not understood" for n in numbers.loc[~fits, "number_id"]]


def _lines(lines: pd.DataFrame) -> pd.DataFrame:
    amounts = [c for c in lines.columns if c.endswith("_t")]
    key = [*LINE_KEY, "year", "group_id", "reported"]
    summed = (
        lines.assign(**{c: lines[c].fillna(0.0) for c in amounts})
        .groupby(key, dropna=False, as_index=False)[amounts]
        .sum()
    )
    return summed.assign(nth=summed.groupby([*LINE_KEY, "year"], dropna=False).cumcount())


def _snapshot(evidence: Evidence, truth: Truth, lines: pd.DataFrame, year: int, draft: Draft) -> Snapshot:
    amounts = [c for c in lines.columns if c.endswith("_t")]
    units = {c: [whole(v, draft.unit) for v in lines[c]] for c in amounts}
    keys = list(zip(*(lines[c] for c in LINE_KEY), lines["nth"], strict=True))
    groups = list(lines["group_id"])
    main = [draft.unknown(key, group, v) for key, group, v in zip(keys, groups, units[MAIN], strict=True)]
    entries = {MAIN: [(col, draft.signs[col], 1) for col in main]}
    cols = set(main)
    for column in amounts:
        if column == MAIN:
            continue
        made = []
        for key, group, col, value in zip(keys, groups, main, units[column], strict=True):
            if value and not draft.amounts[col]:
                own = draft.unknown((*key, column), group, value)
                cols.add(own)
                made.append((own, draft.signs[own], 1))
            else:
                made.append((col, value, draft.amounts[col]) if value else None)
        entries[column] = made
    sent = truth.reporters.groupby("year")["member_id"].agg(set).to_dict()
    now, before, after = (sent.get(y, set()) for y in (year, year - 1, year + 1))
    return Snapshot(
        release_id=evidence.release_id,
        keys=keys,
        group=groups,
        cols=sorted(cols),
        main=main,
        entries=entries,
        codes={
            "total": np.full(len(lines), "total", dtype=object),
            "area": lines["area"].to_numpy(dtype=object),
            **{d: _classed(evidence.classes, d, lines[d]) for d in ("category", "park")},
        },
        fine={d: lines[d].to_numpy(dtype=object) for d in ("category", "park")},
        views={
            "reported": np.ones(len(lines), dtype=bool),
            "matched_now": lines["member_id"].isin(now & before).to_numpy(),
            "matched_before": lines["member_id"].isin(now & after).to_numpy(),
        },
    )


def _classed(classes: pd.DataFrame, dimension: str, codes: pd.Series) -> np.ndarray:
    of = classes[classes["dimension"].eq(dimension)].set_index("code")["class_code"].to_dict()
    return np.array([of.get(code, code) for code in codes], dtype=object)


def _state_emissions(release: str, numbers: pd.DataFrame, snapshot: Snapshot, draft: Draft) -> list[str]:
    found = []
    for number in numbers.itertuples():
        column = number.block.split(":", 1)[1]
        if column not in snapshot.entries or number.view not in VIEWS or number.dimension not in DIMENSIONS:
            found.append(f"{release}: number {number.number_id} names no column, view or dimension of the truth")
            continue
        mask = snapshot.views[number.view] & (snapshot.codes[number.dimension] == number.code)
        entries = sorted(e for e, inside in zip(snapshot.entries[column], mask, strict=True) if inside and e)
        label = f"{release} {number.number_id}"
        found.append(draft.state(label, entries, number.low - number.offset, number.high - number.offset))
    return [what for what in found if what]


def _state_register(draft: Draft, snapshots: list[Snapshot], known: Known) -> None:
    for snapshot in snapshots:
        for group in sorted(set(snapshot.group)):
            share = known.share_of(group, draft.year)
            if share is not None:
                entries = sorted(e for e, g in zip(snapshot.entries[MAIN], snapshot.group, strict=True) if g == group)
                total = sum(num * draft.amounts[col] // den for col, num, den in entries) * draft.unit
                spare = abs(total) * share
                draft.state(f"register {group}", entries, total - spare, total + spare, public=True)


def _state_sides(release: str, numbers: pd.DataFrame, side: pd.DataFrame, sides: dict, columns: dict) -> list[str]:
    found = []
    amounts = side.groupby(["block", "code", "year", "group_id"], as_index=False)["amount"].sum()
    by_number = dict(iter(amounts.groupby(["block", "code", "year"])))
    for number in numbers.itertuples():
        key = (number.block, number.code, number.year)
        part = by_number.get(key, amounts.iloc[:0])
        draft = sides.setdefault(key, Draft(f"{number.block} {number.code}", number.year))
        cols = {
            group: draft.unknown((group,), group, whole(amount, draft.unit))
            for group, amount in zip(part["group_id"], part["amount"], strict=True)
        }
        columns[key].append(cols)
        entries = sorted((col, draft.signs[col], 1) for col in cols.values())
        label = f"{release} {number.number_id}"
        found.append(draft.state(label, entries, number.low - number.offset, number.high - number.offset))
    return [what for what in found if what]
