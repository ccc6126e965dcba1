"""The gate: for every declared cell, publish or withhold, so that no attack on all that was ever published succeeds.

1. Small classes are merged once. 2. Rules about one cell alone. 3. The cheapest set of further series to hide, against
an outsider and each corporate group, and tied pairs. 4. The same against attackers who take it that everybody else
moved little from year to year. 5. Pairs without a tie, where it costs little. 6. All attacks once more.
What has been published stands: its figures are part of every attack, and of every later release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from declaration.disclosure.attack import Exposure, attack
from declaration.disclosure.classes import classified, merge_small
from declaration.disclosure.primary import is_unsafe, needs_a_look
from declaration.disclosure.rules import DeclaredTable, Rules
from declaration.disclosure.statements import Cells, declared_cells, with_steps
from declaration.disclosure.suppress import Suppression, attempts_on, suppress
from declaration.disclosure.system import Knowledge, System, joint_years, system_of

RELEASED, WITHHELD, PENDING = "released", "withheld", "pending"
NUMBERS = ["number_id", "block", "view", "dimension", "code", "year", "status", "amount", "step", "low", "high"]


@dataclass(frozen=True)
class Edition:
    """What was known when a release was made.

    lines: member_id, group_id, area, category, park, year, reported and amounts (t CO2e); reporters: member_id,
    year; offsets: number_id → t CO2e that its figure holds beside the lines; side: see `side`.
    """

    lines: pd.DataFrame
    reporters: pd.DataFrame
    offsets: Mapping[str, float]
    side: pd.DataFrame


@dataclass(frozen=True)
class Published:
    """An earlier release: what was known then, and the numbers (NUMBERS) it gave out for the first time."""

    edition: Edition
    numbers: pd.DataFrame


@dataclass(frozen=True)
class Decision:
    """What the gate decided.

    numbers: NUMBERS, all declared cells; `amount`, `low`, `high` are missing where withheld. new: those of them that
    this release gives out for the first time. cells: the steward's report, one row a cell with what it was decided
    by. suppression: how the complementary set was found. exposures: attacks on what is public already.
    """

    numbers: pd.DataFrame
    new: pd.DataFrame
    classes: pd.DataFrame
    cells: pd.DataFrame
    suppression: Suppression
    exposures: tuple[Exposure, ...]


def classes_of(lines: pd.DataFrame, families: Mapping[str, Mapping[str, str]], rules: Rules) -> pd.DataFrame:
    """The classification of every dimension that has families: dimension → code → family."""
    made = [merge_small(lines, dimension, of, rules) for dimension, of in families.items()]
    return pd.concat(made, ignore_index=True)


def decide(
    edition: Edition,
    history: Sequence[Published],
    classes: pd.DataFrame,
    rules: Rules,
    knowledge: Knowledge,
    *,
    revise: bool = False,
    tables: Sequence[DeclaredTable] | None = None,
) -> Decision:
    """Decide on every declared cell. classes: the standing classification. revise: take corrections in (rule 12)."""
    lines = classified(edition.lines, classes)
    declared = declared_cells(lines, edition.reporters, tables or rules.table, edition.offsets)
    standing = _standing(history)
    steps = _standing_steps(declared, standing)
    revised = _revisions(declared, lines, history, classes, rules, standing) if revise else set()
    unsafe, looks = _alone(declared, lines, rules, knowledge)
    withheld = set(standing.index[standing["status"].eq(WITHHELD)])
    hidden_before = set(declared.frame.loc[declared.frame["number_id"].isin(withheld), "series"])
    is_fresh = ~declared.frame["number_id"].isin(standing.index) | declared.frame["number_id"].isin(revised)
    fresh = declared.take(np.flatnonzero(is_fresh.to_numpy()))
    start = (unsafe | hidden_before) & set(fresh.frame["series"])
    fresh, system = _coarsen(fresh, start, steps, lines, edition, history, classes, rules, knowledge)
    found, hidden = _close(system, frozenset(start), rules)
    numbers = _numbers(declared.frame, fresh.frame, standing, hidden)
    new = numbers[numbers["number_id"].isin(set(fresh.frame["number_id"]))]
    report = _report(fresh.frame, unsafe, looks, hidden, hidden_before)
    return Decision(numbers, new.reset_index(drop=True), classes, report, found, found.exposures)


def _coarsen(
    fresh: Cells,
    start: set[str],
    steps: Mapping[str, float],
    lines: pd.DataFrame,
    edition: Edition,
    history: Sequence[Published],
    classes: pd.DataFrame,
    rules: Rules,
    knowledge: Knowledge,
) -> tuple[Cells, System]:
    """Round comparisons of two years more coarsely, step by step, while an attack leans on them (rule 11)."""
    coarser: dict[str, int] = {}
    cells = with_steps(fresh, rules, steps, coarser)
    system = system_of(cells, lines, edition, history, classes, rules, knowledge)
    hidden = frozenset(system.series.index(s) for s in start)
    series = cells.frame["series"].to_numpy()
    changed = set(series)
    while changed:
        leaned_on = set()
        for component in system.problem.components():
            # a year whose figures are as before was looked at before
            if changed & set(series[component.statement_rows]):
                leaned_on |= {series[row] for e in attack(component, hidden) for row in e.prices}
        changed = {
            name
            for name in leaned_on & cells.comparisons
            if name not in steps and coarser.get(name, 0) < rules.coarser_steps
        }
        coarser |= {name: coarser.get(name, 0) + 1 for name in changed}
        cells = with_steps(fresh, rules, steps, coarser)
        offset = cells.frame["offset"].to_numpy()
        low, high = (cells.frame[end].to_numpy() - offset for end in ("low", "high"))
        system = replace(system, problem=replace(system.problem, low=low, high=high))
    return cells, system


def _close(system: System, start: frozenset[str], rules: Rules) -> tuple[Suppression, frozenset[str]]:
    """Hide until each kind of attacker fails, one kind after the other, until nothing more is hidden."""
    problem = system.problem
    must = [problem, *joint_years(system, problem, min(rules.joint_changes))]
    attempts = [attempts_on(harder) for harder in must]
    found = suppress(problem, frozenset(system.series.index(s) for s in start), attempts=attempts[0])
    lost = set(found.exposures)
    while True:
        before = found.hidden
        for harder, tried in zip(must, attempts, strict=True):
            more = suppress(harder, found.hidden, attempts=tried)
            lost |= set(more.exposures)
            found = replace(more, rounds=found.rounds + more.rounds, optimal=found.optimal and more.hidden == before)
        if found.hidden == before:
            break
    found = _repair_pairs(system, found, rules)
    return replace(found, exposures=tuple(lost)), frozenset(system.series[n] for n in found.hidden)


def _repair_pairs(system: System, found: Suppression, rules: Rules) -> Suppression:
    """Hide from pairs without a tie what they could read, where that costs little (rule 6)."""
    if not system.pairs or not rules.pair_repair_weight:
        return found
    pairs = replace(system.problem, attackers=system.pairs)
    most = found.cost + rules.pair_repair_weight
    more = suppress(pairs, found.hidden, most_cost=most)
    if more.cost > most:
        return found
    return replace(more, rounds=found.rounds + more.rounds, optimal=found.optimal and more.hidden == found.hidden)


def _alone(cells: Cells, lines: pd.DataFrame, rules: Rules, knowledge: Knowledge) -> tuple[set[str], set[str]]:
    """The series of which a cell may not be published by the rules about one cell, and those that need a look."""
    groups, reported = lines["group_id"].to_numpy(), lines["reported"].to_numpy(dtype=bool)
    unsafe, looks = set(), set()
    for place, row in enumerate(cells.frame.itertuples(index=False)):
        own = cells.parts[place].indices
        sums = pd.Series(lines[row.measure].to_numpy()[own], index=groups[own])
        sent = frozenset(groups[own][reported[own]])
        waived = knowledge.waived(row.dimension, row.year)
        if is_unsafe(sums, rules, reported=sent, waived=waived):
            unsafe.add(row.series)
        if needs_a_look(sums, rules):
            looks.add(row.series)
    return unsafe, looks


def _standing(history: Sequence[Published]) -> pd.DataFrame:
    """The latest word on every number, by number_id."""
    if not history:
        return pd.DataFrame(columns=NUMBERS[1:])
    every = pd.concat([release.numbers for release in history], ignore_index=True)
    return every.drop_duplicates("number_id", keep="last").set_index("number_id")


def _standing_steps(declared: Cells, standing: pd.DataFrame) -> dict[str, float]:
    """Series → the step it has been published with."""
    if not len(standing):
        return {}
    standing = standing[standing["status"].ne(WITHHELD)]
    known = declared.frame[declared.frame["number_id"].isin(standing.index)]
    steps = standing["step"].reindex(known["number_id"]).to_numpy()
    return dict(zip(known["series"], steps, strict=True))


def _revisions(
    cells: Cells,
    lines: pd.DataFrame,
    history: Sequence[Published],
    classes: pd.DataFrame,
    rules: Rules,
    standing: pd.DataFrame,
) -> set[str]:
    """Published numbers whose members' lines have changed so that the change itself may be published (rule 12)."""
    old = classified(history[-1].edition.lines, classes)
    released = set(standing.index[standing["status"].eq(RELEASED)])
    keys = ["group_id", "area", "category", "park", "year"]
    made = set()
    for place, row in enumerate(cells.frame.itertuples(index=False)):
        if row.number_id not in released or row.view != "reported":
            continue
        now = lines.iloc[cells.parts[place].indices]
        then = old[old["year"].eq(row.year)]
        if row.dimension != "total":
            then = then[then[row.dimension].eq(row.code)]
        both = pd.concat(
            [now.groupby(keys)[row.measure].sum(), then.groupby(keys)[row.measure].sum()], axis=1, keys=["now", "then"]
        ).fillna(0.0)
        change = (both["now"] - both["then"]).groupby(level="group_id").sum()
        change = change[change.abs() > 1e-9]
        if len(change) and not is_unsafe(change, rules):
            made.add(row.number_id)
    return made


def _numbers(cells: pd.DataFrame, fresh: pd.DataFrame, standing: pd.DataFrame, hidden: frozenset[str]) -> pd.DataFrame:
    """Each declared cell as it is published now, as it stands, or withheld."""
    rows = []
    given = fresh.set_index("number_id")
    for cell in cells.itertuples(index=False):
        id_ = [cell.number_id, cell.block, cell.view, cell.dimension, cell.code, int(cell.year)]
        now = given.loc[cell.number_id] if cell.number_id in given.index else None
        if now is not None and cell.series not in hidden:
            rows.append([*id_, RELEASED, now["amount"], now["step"], now["low"], now["high"]])
        elif cell.number_id in standing.index and standing.loc[cell.number_id, "status"] != WITHHELD:
            old = standing.loc[cell.number_id]
            status = RELEASED if old["low"] <= cell.true <= old["high"] else PENDING
            rows.append([*id_, status, old["amount"], old["step"], old["low"], old["high"]])
        else:
            rows.append([*id_, WITHHELD, np.nan, np.nan, np.nan, np.nan])
    return pd.DataFrame(rows, columns=NUMBERS)


def _report(
    fresh: pd.DataFrame, unsafe: set[str], looks: set[str], hidden: frozenset[str], hidden_before: set[str]
) -> pd.DataFrame:
    """The steward's report: every new cell with the rule that decided it."""

    def decided_by(series: str) -> str:
        if series in unsafe:
            return "one_cell_rule"
        if series in hidden_before:
            return "hidden_before"
        return "attack" if series in hidden else ""

    why = fresh["series"].map(decided_by)
    return pd.DataFrame(
        {
            "number_id": fresh["number_id"],
            "decision": why.map(lambda w: WITHHELD if w else RELEASED),
            "decided_by": why,
            "step": fresh["step"],
            "needs_a_look": fresh["series"].isin(looks),
        }
    ).reset_index(drop=True)
