"""The attackers' system of equations: all that was ever published, all that is to be, and all that is known anyway."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from declaration.disclosure.classes import classified
from declaration.disclosure.problem import NEVER, Problem, empty_rows
from declaration.disclosure.rules import Rules
from declaration.disclosure.statements import MAIN, Cells, declared_cells, ratios
from declaration.disclosure.unknowns import Unknowns, rows_of, unknowns_of

if TYPE_CHECKING:
    from declaration.disclosure.gate import Edition, Published

OUTSIDER: frozenset[int] = frozenset()
#: part of a column's total from which a group's own sum in it is a target apart from its lines
LARGE = 0.03
#: years that are attacked together
JOINT_YEARS = 3


@dataclass(frozen=True)
class Knowledge:
    """What is known beside what we publish, and what was agreed.

    register: group_id, share (0-1): groups whose yearly total is public elsewhere to within so much. ties: group_a,
    group_b with a common owner or consultant. waivers: group_id, dimension, first_year, last_year, signed_on.
    """

    register: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["group_id", "share"]))
    ties: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["group_a", "group_b"]))
    waivers: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["group_id", "dimension", "first_year", "last_year", "signed_on"])
    )

    def waived(self, dimension: str, year: int) -> frozenset[str]:
        """The groups that have consented to what a cell of this dimension and year may tell of them."""
        rows = self.waivers
        inside = rows["dimension"].eq(dimension) & rows["first_year"].le(year) & rows["last_year"].ge(year)
        return frozenset(rows.loc[inside & rows["signed_on"].notna(), "group_id"])


@dataclass(frozen=True)
class System:
    """The problem, the names of its series, the pairs of groups without a tie, and the unknowns behind it.

    reach: what each target is: a group's `total`, its part of an `area` or a `park`, its sum of another `column`,
    a `line`, a `correction`.
    """

    problem: Problem
    series: list[str]
    pairs: tuple[frozenset[int], ...]
    unknowns: Unknowns
    reach: np.ndarray


def system_of(
    fresh: Cells,
    lines: pd.DataFrame,
    edition: "Edition",
    history: Sequence["Published"],
    classes: pd.DataFrame,
    rules: Rules,
    knowledge: Knowledge,
) -> System:
    """The system of the cells that may be published now beside all that has been published."""
    editions = [classified(p.edition.lines, classes) for p in history] + [lines]
    measures = sorted({*fresh.frame["measure"]} | {m for t in rules.table for m in t.measures})
    measures = [m for m in measures if m != MAIN and all(m in e for e in editions)]
    unknowns = unknowns_of(editions, measures)
    statements = rows_of(fresh, lines, len(history), unknowns)
    offset = fresh.frame["offset"].to_numpy()
    known = [_published(p, n, editions[n], unknowns, rules) for n, p in enumerate(history)]
    known.append(_register(unknowns, knowledge))
    groups = sorted(unknowns.frame["group_id"].unique())
    number = {group: place for place, group in enumerate(groups)}
    owner = unknowns.frame["group_id"].map(number).to_numpy()
    targets, target_owner, reach = _targets(unknowns, owner, rules, knowledge)
    columns, column_owner = _columns(editions, unknowns, number, rules, measures)
    targets = sparse.vstack([targets, columns]).tocsr()
    target_owner = np.concatenate([target_owner, column_owner])
    reach = np.concatenate([reach, np.full(len(column_owner), "column", dtype=object)])
    values = unknowns.frame["value"].to_numpy(dtype=float)
    true = targets @ values
    series = list(dict.fromkeys(fresh.frame["series"]))
    weights = fresh.frame.drop_duplicates("series")["weight"].to_numpy(dtype=float)
    tied = _tied(knowledge, number)
    problem = Problem(
        statements=statements,
        low=fresh.frame["low"].to_numpy() - offset,
        high=fresh.frame["high"].to_numpy() - offset,
        known=sparse.vstack([rows for rows, _, _ in known]).tocsr(),
        known_low=np.concatenate([low for _, low, _ in known]),
        known_high=np.concatenate([high for _, _, high in known]),
        values=values,
        lower=np.where(values < 0, -np.inf, 0.0),
        upper=np.where(values < 0, 0.0, np.inf),
        owner=owner,
        targets=targets,
        need_low=true - rules.running * np.abs(true),
        need_high=true + rules.running * np.abs(true),
        target_owner=target_owner,
        attackers=(OUTSIDER, *(frozenset({n}) for n in range(len(groups))), *tied),
        series=fresh.frame["series"].map({s: n for n, s in enumerate(series)}).to_numpy(dtype=int),
        weight=np.where(np.isfinite(weights), weights, NEVER),
    )
    pairs = tuple(frozenset(pair) for pair in combinations(range(len(groups)), 2) if frozenset(pair) not in tied)
    return System(problem, series, pairs, unknowns, reach)


def joint_years(system: System, problem: Problem, share: float) -> list[Problem]:
    """The problems of attackers who take it that every line moved by at most `share` (0-1) from year to year.

    Where a line moved more, they are taken to know by how much at most: the truth always fits. So whoever fails
    with a small share fails with a larger one too. Targets are the groups' totals, and by area those of groups that
    are not there in every year: it is they who stand out. One problem for each JOINT_YEARS years that follow each
    other: what is further away in time is known more loosely with every year.
    """
    years = sorted(int(year) for year in system.unknowns.frame["year"].unique())
    ends = range(max(1, len(years) - JOINT_YEARS + 1))
    return [_joint(system, problem, share, years[first : first + JOINT_YEARS]) for first in ends]


def _joint(system: System, problem: Problem, share: float, years: list[int]) -> Problem:
    frame = system.unknowns.frame.assign(place=np.arange(system.unknowns.count))
    whole = frame.groupby("group_id")["year"].nunique()
    changing = set(whole.index[whole < frame["year"].nunique()])
    groups = sorted(frame["group_id"].unique())
    of_changing = np.array([groups[o] in changing for o in problem.target_owner])
    inside = frame["year"].isin(years).to_numpy()
    first_year = frame["year"].to_numpy()[problem.targets.tocsr().indices[problem.targets.tocsr().indptr[:-1]]]
    aims = (system.reach == "total") | ((system.reach == "area") & of_changing)
    aims = np.flatnonzero(aims & np.isin(first_year, years))
    frame = frame[inside & frame["column"].eq(MAIN) & frame["value"].gt(0)]
    keys = ["member_id", "area", "category", "park"]
    latest = frame.drop_duplicates([*keys, "year"], keep="last")
    after = latest.merge(latest.assign(year=latest["year"] - 1), on=[*keys, "year"], suffixes=("", "_next"))
    growth = (after["value_next"] / after["value"]).to_numpy()
    least, most = np.minimum(1 - share, growth), np.maximum(1 + share, growth)
    n, count = problem.statements.shape[1], len(after)
    rows = np.arange(count)
    here, there = after["place"].to_numpy(), after["place_next"].to_numpy()

    def relation(rate: np.ndarray, sign: float) -> sparse.csr_matrix:
        data = np.concatenate([np.full(count, sign), -sign * rate])
        return sparse.csr_matrix((data, (np.concatenate([rows, rows]), np.concatenate([there, here]))), (count, n))

    stable = sparse.vstack([relation(least, 1.0), relation(most, -1.0)])
    return replace(
        problem,
        known=sparse.vstack([problem.known, stable]).tocsr(),
        known_low=np.concatenate([problem.known_low, np.zeros(2 * count)]),
        known_high=np.concatenate([problem.known_high, np.full(2 * count, np.inf)]),
        targets=problem.targets[aims],
        need_low=problem.need_low[aims],
        need_high=problem.need_high[aims],
        target_owner=problem.target_owner[aims],
        target_rows=None,
    )


def _published(
    release: "Published", place: int, lines: pd.DataFrame, unknowns: Unknowns, rules: Rules
) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """What an earlier release said when it came out, about what was known then."""
    given = release.numbers[release.numbers["low"].notna()].set_index("number_id")
    cells = declared_cells(lines, release.edition.reporters, rules.table, release.edition.offsets)
    cells = cells.take(np.flatnonzero(cells.frame["number_id"].isin(given.index).to_numpy()))
    if not len(cells.frame):
        return empty_rows(unknowns.count), np.zeros(0), np.zeros(0)
    said = given.loc[cells.frame["number_id"]]
    offset = cells.frame["offset"].to_numpy()
    rows = rows_of(cells, lines, place, unknowns)
    return rows, said["low"].to_numpy(dtype=float) - offset, said["high"].to_numpy(dtype=float) - offset


def _register(unknowns: Unknowns, knowledge: Knowledge) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Yearly totals of groups that are public elsewhere, to within a share."""
    share = knowledge.register.set_index("group_id")["share"].to_dict()
    frame = unknowns.frame.reset_index()
    frame = frame[frame["group_id"].isin(share) & frame["column"].eq(MAIN)]
    frame = frame.drop_duplicates(["member_id", "area", "category", "park", "year"], keep="last")
    rows, low, high = [], [], []
    for (group, _), part in frame.groupby(["group_id", "year"]):
        total = part["value"].sum()
        rows.append(
            sparse.csr_matrix((np.ones(len(part)), (np.zeros(len(part), int), part["index"])), (1, unknowns.count))
        )
        low.append(total - share[group] * abs(total))
        high.append(total + share[group] * abs(total))
    return (sparse.vstack(rows).tocsr() if rows else empty_rows(unknowns.count)), np.array(low), np.array(high)


def _tied(knowledge: Knowledge, number: dict[str, int]) -> tuple[frozenset[int], ...]:
    pairs = zip(knowledge.ties["group_a"], knowledge.ties["group_b"], strict=True)
    return tuple(frozenset({number[a], number[b]}) for a, b in pairs if a in number and b in number and a != b)


def _columns(
    editions: Sequence[pd.DataFrame], unknowns: Unknowns, number: dict[str, int], rules: Rules, measures: list[str]
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """A group's yearly sum of another column, where the group is large in it: its lines have not one ratio all."""
    rows, owners = {}, []
    for release, lines in enumerate(editions):
        for measure in measures:
            ratio = ratios(lines, measure)
            whole = lines.groupby("year")[measure].sum()
            for (group, year), part in lines.reset_index(drop=True).groupby(["group_id", "year"]):
                amount = part[measure].sum()
                if abs(amount) < max(rules.smallest_t, LARGE * abs(whole[year])):
                    continue
                weights = {}
                for line in part.index:
                    apart = unknowns.apart.get((release, int(line), measure))
                    place = unknowns.places[release][line] if apart is None else apart
                    weights[int(place)] = ratio[line] if apart is None else 1.0
                key = tuple(sorted(weights.items()))
                if key not in rows:
                    rows[key] = len(owners)
                    owners.append(number[group])
    made = sparse.lil_matrix((len(owners), unknowns.count))
    for key, row in rows.items():
        for place, weight in key:
            made[row, place] = weight
    return made.tocsr(), np.array(owners, dtype=int)


def _targets(
    unknowns: Unknowns, owner: np.ndarray, rules: Rules, knowledge: Knowledge
) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """A group's total, its part of each area and park, each line, and each correction; by year, in every version."""
    frame = unknowns.frame.assign(owner=owner, place=np.arange(unknowns.count))
    versions = frame.groupby(["member_id", "area", "category", "park", "year", "column"]).cumcount()
    rows: dict[tuple, tuple[dict[int, float], int, str]] = {}

    def add(weights: dict[int, float], reach: str) -> None:
        value = sum(weight * frame["value"].iat[place] for place, weight in weights.items())
        if abs(value) >= rules.smallest_t:
            rows.setdefault(tuple(sorted(weights.items())), (weights, int(owner[next(iter(weights))]), reach))

    main = frame[frame["column"].eq(MAIN)]
    public = set(knowledge.register["group_id"])
    waived = {
        (row.group_id, year)
        for row in knowledge.waivers.itertuples(index=False)
        if row.dimension == "total" and pd.notna(row.signed_on)
        for year in range(int(row.first_year), int(row.last_year) + 1)
    }
    for version in range(int(versions.max()) + 1 if len(frame) else 0):
        # a line without so many versions keeps its latest one
        upto = main[versions.loc[main.index] <= version]
        upto = upto.drop_duplicates(["member_id", "area", "category", "park", "year"], keep="last")
        for keys, reach in (
            (["owner", "year"], "total"),
            (["owner", "area", "year"], "area"),
            (["owner", "park", "year"], "park"),
        ):
            for _, part in upto.groupby(keys):
                group, year = part["group_id"].iat[0], int(part["year"].iat[0])
                if (reach == "total" and group in public) or (group, year) in waived:
                    continue
                add(dict.fromkeys(part["place"].tolist(), 1.0), reach)
    for place in frame["place"]:
        add({place: 1.0}, "line")
    for _, same in main.groupby(["member_id", "area", "category", "park", "year"]):
        places = same["place"].tolist()
        for first, last in pairwise(places):
            add({first: -1.0, last: 1.0}, "correction")
    made = sparse.lil_matrix((len(rows), unknowns.count))
    for n, (weights, *_) in enumerate(rows.values()):
        for place, weight in weights.items():
            made[n, place] = weight
    owners = np.array([who for _, who, _ in rows.values()], dtype=int)
    return made.tocsr(), owners, np.array([reach for *_, reach in rows.values()], dtype=object)
