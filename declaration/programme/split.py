"""Why a sum changed between two states, effect by effect, adding up exactly.

A state is the emission rows of one year under one knowledge: the factors, receipts and membership of a release.
Members in only one of the two states are membership (or a report that is missing). For all others, a cell (see
cells) emits

    kg = activity × amount per activity × kg per amount

and the change of each factor is its effect by additive LMDI-I (see log_mean). The effect of kg per amount is
split once more by LMDI over the cell's sources, into a change between sources and a change of each source's
factor. What crossed the boundary (see cells.over_the_boundary) is taken out first. Between two years in one
release the parts mean activity, energy intensity, own choice of energy and system factor. Between two releases
of the same year nothing can have happened but corrections and new knowledge of factors, and the same parts are
named so. Everything is done member by member and area by area, so areas add up to the total.

A source that is not used in one of the two years has no factor effect: changing from diesel to another fuel
while the diesel's factor moves is all own choice.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from declaration.programme.cells import CELL, ENERGY, activity, changed_method, over_the_boundary, sources
from declaration.programme.levels import TOTAL
from declaration.programme.log_mean import lmdi, log_mean
from declaration.programme.membership import is_estimated, members_of

#: every effect, in the order they are shown
EFFECTS = (
    "new_reporters",
    "leavers",
    "missing_reports",
    "boundary",
    "corrections",
    "factors_and_method",
    "system_factor",
    "own_choice",
    "activity",
    "energy_intensity",
    "activity_and_intensity",
)
#: the effects that are what members did with their operations
REAL_CHANGE = ("activity", "energy_intensity", "activity_and_intensity")
#: effects that trade places, with their signs, when the two states are swapped; all others just change sign
MIRROR = {"new_reporters": "leavers", "leavers": "new_reporters"}
#: a factor that moves with these is the system's (law, grid, supply); any other new value is new knowledge
SYSTEM = ("law", "grid", "supply")
#: what an ISO 14083 intensity is multiplied by, and so is activity itself
ACTIVITY_BASES = ("tkm", "vkm", "tonne")
#: what a source says of itself, when its rows are summed
SAID = {
    "supplier": ("supplier", "max"),
    "moves_with": ("moves_with", "min"),
    "element": ("element", "first"),
    "own": ("own", "max"),
    "kind": ("kind", "first"),
}
DETAIL = ["member_id", "home_area", "effect", "change_kg"]


@dataclass(frozen=True)
class State:
    """Emission rows of one year under one knowledge, and who was a member then.

    rows: the year's rows of members, all statuses; column `estimated` where estimates were made.
    """

    year: int
    rows: pd.DataFrame
    members: frozenset[str]


def state(rows: pd.DataFrame, membership: pd.DataFrame, year: int) -> State:
    """The state of a year: the rows of those who were members then."""
    members = members_of(membership, year)
    return State(year, rows[rows["year"].eq(year) & rows["member_id"].isin(members)], members)


def split(first: State, last: State, denominators: pd.DataFrame | None = None) -> pd.DataFrame:
    """The change from one state to the other: area, effect, step, change_t (t CO2e).

    Every effect for every home area with rows in either state and for `total`; an area's effects add up to its
    change, and the areas to the total. denominators: see `cells.activity`; without them activity and energy
    intensity stand together.

    The effects: `new_reporters` joined since; `leavers` left; `missing_reports` were members in both but a report
    is lacking or estimated in one (above 0 where it came); `boundary`, the same lines have come to count or
    ceased to; `corrections` of reports; `factors_and_method`, new knowledge of factors, or another way of
    counting; `system_factor`, the source's factor moved with law, grid or supply; `own_choice` of energy, or a
    supplier's factor; then the real change.
    """
    return summed(member_split(first, last, denominators))


def split_across(
    first: State, first_restated: State, last: State, denominators: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The change between two years in two releases: as `split`, by way of the first year as known in the last.

    first_restated: the first's year with the last's knowledge. What is new knowledge comes from first to
    first_restated, what happened from there to last.
    """
    if first.year != first_restated.year:
        raise ValueError(f"{first_restated.year} is not {first.year} restated")
    return summed(pd.concat([member_split(first, first_restated), member_split(first_restated, last, denominators)]))


def summed(detail: pd.DataFrame) -> pd.DataFrame:
    """Members' effects summed by area and in total: area, effect, step (1 …), change_t."""
    by_key = detail.groupby(["home_area", "effect"], observed=True)["change_kg"].agg(math.fsum)
    areas = sorted(detail["home_area"].unique())
    made = []
    for step, effect in enumerate(EFFECTS, start=1):
        kg = [float(by_key.get((area, effect), 0.0)) for area in areas]
        made += [(area, effect, step, x / 1000) for area, x in zip(areas, kg, strict=True)]
        made.append((TOTAL, effect, step, math.fsum(kg) / 1000))
    table = pd.DataFrame(made, columns=["area", "effect", "step", "change_t"])
    return table.sort_values(["area", "step"], kind="stable", ignore_index=True)


def member_split(first: State, last: State, denominators: pd.DataFrame | None = None) -> pd.DataFrame:
    """The same by member: member_id, home_area, effect, change_kg (kg CO2e). For control; no page shows it."""
    sent = [frozenset(s.rows.loc[~is_estimated(s.rows), "member_id"]) & s.members for s in (first, last)]
    matched = sent[0] & sent[1]
    rows = [s.rows[s.rows["member_id"].isin(matched)] for s in (first, last)]
    parts = [_come_and_gone(first, last, matched)]
    if matched:
        parts.append(_matched(*(sources(r) for r in rows), (first.year, last.year), denominators))
    return pd.concat(parts, ignore_index=True)[DETAIL]


def boundary_changes(rows: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """The boundary effect of each pair of consecutive years: area, year (the later), change_t (t CO2e).

    For the matched index, and as a reason to recalculate the base year.
    """
    years = sorted(int(y) for y in rows["year"].unique())
    made = []
    for year in years[1:]:
        if year - 1 not in years:
            continue
        effects = split(state(rows, membership, year - 1), state(rows, membership, year))
        made.append(effects[effects["effect"].eq("boundary")].assign(year=year))
    columns = ["area", "year", "change_t"]
    return pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)


def real_change_factors(first: State, last: State, denominators: pd.DataFrame | None = None) -> pd.DataFrame:
    """LMDI of matched members' change between two years, by area and in total; t CO2e.

    activity_t (tkm, outbound tonnes), energy_intensity_t (MJ per unit), activity_and_intensity_t (the two together
    where denominators lack), carbon_content_t (kg/MJ: own choice and system factor together).
    """
    if first.year == last.year:
        raise ValueError("real change lies between two years")
    wide = split(first, last, denominators).pivot(index="area", columns="effect", values="change_t")
    made = pd.DataFrame({f"{effect}_t": wide[effect] for effect in REAL_CHANGE})
    made["carbon_content_t"] = wide["own_choice"] + wide["system_factor"]
    return made.reset_index()


def _come_and_gone(first: State, last: State, matched: frozenset[str]) -> pd.DataFrame:
    """Members that are not matched: their whole kg, in one effect each."""
    parts = []
    for which, sign in ((first, -1.0), (last, 1.0)):
        own = which.rows["member_id"].isin(which.members - matched) & which.rows["counted"].astype(bool)
        rows = which.rows[own]
        parts.append(
            pd.DataFrame(
                {
                    "member_id": rows["member_id"],
                    "home_area": rows["home_area"],
                    "change_kg": sign * rows["co2e_kg"].astype(float),
                }
            )
        )
    made = pd.concat(parts, ignore_index=True)
    joined = ~made["member_id"].isin(first.members)
    left = ~made["member_id"].isin(last.members)
    made["effect"] = np.select([joined, left], ["new_reporters", "leavers"], default="missing_reports")
    return made.groupby(["member_id", "home_area", "effect"], as_index=False)["change_kg"].agg(math.fsum)


def _matched(
    first: pd.DataFrame, last: pd.DataFrame, years: tuple[int, int], denominators: pd.DataFrame | None
) -> pd.DataFrame:
    """The effects within members that reported in both states."""
    revision = years[0] == years[1]
    moved = changed_method(first, last)
    apart = [pd.MultiIndex.from_frame(f[["member_id", "activity_code"]]).isin(moved) for f in (first, last)]
    parts = []
    for frame, where, sign in ((first, apart[0], -1.0), (last, apart[1], 1.0)):
        other = frame[where]
        effect = "corrections" if revision else "factors_and_method"
        parts.append(other.assign(effect=effect, change_kg=sign * other["kg"])[DETAIL])
    inside, crossed = _inside(_joined(first[~apart[0]], last[~apart[1]]))
    parts.append(crossed)
    cells, by_source = _in_cells(inside, activity(first, last, denominators, years))
    effects, scale = _cell_effects(cells)
    between, own = _source_effects(by_source)
    weight = scale[by_source["cell"].to_numpy()]
    parts += _named_cells(cells, effects, revision)
    parts += _named_sources(by_source, between * weight, own * weight, revision)
    made = pd.concat(parts, ignore_index=True)
    return made.groupby(["member_id", "home_area", "effect"], as_index=False)["change_kg"].agg(math.fsum)


def _joined(first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Sources with both states side by side."""
    figures = ["amount", "uncounted_amount", "kg"]
    keys = [*CELL, "activity_code", "source", "carrier"]
    named = {"first": first, "last": last}
    ends = [f.set_index(keys)[figures].add_suffix(f"_{name}") for name, f in named.items()]
    said = pd.concat([first, last]).groupby(keys, sort=True).agg(**SAID)
    return ends[0].join(ends[1], how="outer").fillna(0.0).join(said).reset_index()


def _inside(both: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sources without what crossed the boundary, and that as an effect."""
    share = over_the_boundary(both)
    came, went = np.maximum(share, 0.0), np.maximum(-share, 0.0)
    change_kg = both["kg_last"] * came - both["kg_first"] * went
    kept = {f"{c}_last": both[f"{c}_last"] * (1 - came) for c in ("amount", "kg")}
    kept |= {f"{c}_first": both[f"{c}_first"] * (1 - went) for c in ("amount", "kg")}
    return both.assign(**kept), both.assign(effect="boundary", change_kg=change_kg)[DETAIL]


def _in_cells(both: pd.DataFrame, done: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells with both states side by side, and their sources; each source's `cell` is its cell's position."""
    columns = {c: (c, "sum") for c in ("amount_first", "amount_last", "kg_first", "kg_last")}
    by_source = both.groupby([*CELL, "source"], sort=True, as_index=False).agg(**columns, **SAID)
    cells = by_source.groupby(CELL, sort=True, as_index=False).agg(
        **columns, element=("element", "first"), own=("own", "max"), kind=("kind", "first")
    )
    cells = cells.merge(done, on=["member_id", "element"], how="left", validate="many_to_one")
    divisible = cells["own"].astype(bool) & cells["basis"].eq(ENERGY)
    # energy that is there in one state only has no intensity to compare
    divisible &= cells["amount_first"].gt(0) & cells["amount_last"].gt(0)
    ends = ["first_activity", "last_activity"]
    cells[ends] = cells[ends].astype(float).where(divisible, np.nan)
    positions = pd.MultiIndex.from_frame(cells[CELL])
    cell = positions.get_indexer(pd.MultiIndex.from_frame(by_source[CELL]))
    whole = {f"whole_{name}": cells[f"amount_{name}"].to_numpy()[cell] for name in ("first", "last")}
    return cells, by_source.assign(cell=cell, **whole)


def _cell_effects(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Effects (kg) of activity, amount per activity and kg per amount; and the last one's scale.

    The scale turns a change of kg per amount into kg CO2e: L(E1, E0) / L(F1, F0).
    """
    ends = {}
    for name in ("first", "last"):
        amount, kg = (cells[f"{c}_{name}"].to_numpy() for c in ("amount", "kg"))
        done = cells[f"{name}_activity"].to_numpy()
        ends[name] = np.array([done, amount / done, _share(kg, amount)])
        without = np.isnan(done)
        ends[name][1, without] = amount[without]
    effects = lmdi(ends["first"], ends["last"])
    kg = [cells[f"kg_{name}"].to_numpy() for name in ("first", "last")]
    f0, f1 = ends["first"][2], ends["last"][2]
    per_amount = np.nan_to_num([np.where(np.isnan(f0), f1, f0), np.where(np.isnan(f1), f0, f1)])
    weight = log_mean(kg[1], kg[0])
    mean = log_mean(per_amount[1], per_amount[0])
    change = per_amount[1] - per_amount[0]
    scale = np.divide(weight, mean, out=np.zeros(len(cells)), where=(weight > 0) & (mean > 0))
    at_limit = (mean == 0) & (change != 0)
    np.divide(effects[2], change, out=scale, where=at_limit)
    return effects, scale


def _source_effects(by_source: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Effects on the cell's kg per amount of each source's share and of each source's own factor."""
    ends = []
    for name in ("first", "last"):
        amount, kg = (by_source[f"{c}_{name}"].to_numpy() for c in ("amount", "kg"))
        ends.append(np.array([_share(amount, by_source[f"whole_{name}"].to_numpy()), _share(kg, amount)]))
    # a cell with nothing in one state has no shares there: they are unchanged, in every one of its sources
    between, own = lmdi(*ends)
    return between, own


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def _named_cells(cells: pd.DataFrame, effects: np.ndarray, revision: bool) -> list[pd.DataFrame]:
    names = [np.full(len(cells), "corrections")] * 2
    if not revision:
        divided = cells["first_activity"].notna().to_numpy()
        is_activity = (cells["kind"].eq("intensity") & cells["basis"].isin(ACTIVITY_BASES)).to_numpy()
        names = [
            np.full(len(cells), "activity"),
            np.select([divided, is_activity], ["energy_intensity", "activity"], "activity_and_intensity"),
        ]
    return [
        cells.assign(effect=name, change_kg=change)[DETAIL] for name, change in zip(names, effects[:2], strict=True)
    ]


def _named_sources(by_source: pd.DataFrame, between: np.ndarray, own: np.ndarray, revision: bool) -> list[pd.DataFrame]:
    supplier = by_source["supplier"].to_numpy(dtype=bool)
    energy = by_source["basis"].eq(ENERGY).to_numpy()
    if revision:
        share = np.full(len(by_source), "corrections")
        factor = np.where(supplier, "corrections", "factors_and_method")
    else:
        intensity = by_source["kind"].eq("intensity").to_numpy()
        share = np.select([energy, intensity], ["own_choice", "energy_intensity"], "activity_and_intensity")
        system = by_source["moves_with"].isin(SYSTEM).to_numpy()
        factor = np.select([supplier, system], ["own_choice", "system_factor"], "factors_and_method")
    return [by_source.assign(effect=name, change_kg=kg)[DETAIL] for name, kg in ((share, between), (factor, own))]
