"""Who stands behind each figure of the programme: what the gate and the auditors read, and no reader ever does.

All tonnes are t CO2e of lines that count. The contributor is the corporate group, or the member without one.
"""

from collections.abc import Mapping

import pandas as pd

from declaration.accounting.totals import counted
from declaration.disclosure.changes import OTHER
from declaration.disclosure.gate import Edition
from declaration.disclosure.statements import KEY, block_of
from declaration.programme.drivers import driver_parts
from declaration.programme.membership import of_members
from declaration.programme.split import boundary_changes, member_split, state

#: columns of emission rows (kg) → of contributions (t); `constant_t` comes from rows with one year's factors
AMOUNTS = {
    f"{name}_kg": f"{name}_t"
    for name in (
        "co2e",
        "scope_1",
        "scope_2",
        "scope_3",
        "scope_other",
        "ttw",
        "wtt",
        "unsplit",
        "market",
        "biogenic_co2",
    )
}
#: t CO2e that stand for nothing but the order of a sum
CRUMB_T = 1e-6
#: effects of who reports and of how it is counted; always told together, as what is left of a change
STRUCTURAL = ("new_reporters", "leavers", "missing_reports", "boundary", "corrections", "factors_and_method")


def with_groups(membership: pd.DataFrame) -> pd.DataFrame:
    """The membership with `group_id`: the corporate group, or the member itself."""
    own = membership["corporate_group"].fillna("") if "corporate_group" in membership else ""
    own = pd.Series(own, index=membership.index)
    return membership.assign(group_id=own.where(own.ne(""), membership["member_id"]))


def edition_of(
    rows: pd.DataFrame,
    constant: pd.DataFrame,
    membership: pd.DataFrame,
    denominators: pd.DataFrame,
    measures: pd.DataFrame,
    pairs: list[tuple[int, int]],
) -> Edition:
    """The contributions of a release.

    rows, constant: emission rows of all years with estimates, with each year's own factors and with one year's.
    measures: each member's newest list. pairs: years whose change is explained.
    """
    groups = with_groups(membership)
    lines = lines_of(rows, constant, groups)
    present = lines[["member_id", "year"]].drop_duplicates().reset_index(drop=True)
    offsets = moved(rows, membership, "co2e_t") | moved(constant, membership, "constant_t")
    side = pd.concat(
        [
            effect_parts(rows, membership, denominators, pairs),
            driver_sides(of_members(rows, membership), denominators),
            measure_parts(measures, int(rows["year"].max())),
            left_out_parts(of_members(rows, membership)),
        ],
        ignore_index=True,
    )
    side = side.merge(groups[["member_id", "group_id"]], on="member_id")
    side = side.groupby(["block", "group_id", "code", "year"], as_index=False)["amount"].sum()
    return Edition(lines, present, offsets, side)


def lines_of(rows: pd.DataFrame, constant: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """One row for each member, area, category, park and year: KEY, reported, and amounts in t."""
    keys = ["member_id", "home_area", "site_id", "year"]
    own = counted(of_members(rows, groups))
    sums = own.groupby([*keys, "estimated"], as_index=False)[list(AMOUNTS)].sum()
    same = counted(of_members(constant, groups)).groupby(keys)["co2e_kg"].sum().rename("constant_kg")
    sums = sums.merge(same, left_on=keys, right_index=True, how="left").fillna({"constant_kg": 0.0})
    named = sums.merge(groups[["member_id", "group_id", "category"]], on="member_id")
    tonnes = {to: named[kg] / 1000 for kg, to in {**AMOUNTS, "constant_kg": "constant_t"}.items()}
    made = named.rename(columns={"home_area": "area", "site_id": "park"}).assign(reported=~named["estimated"], **tonnes)
    return made[[*KEY, "reported", *tonnes]].sort_values([*KEY], ignore_index=True)


def moved(rows: pd.DataFrame, membership: pd.DataFrame, measure: str) -> Mapping[str, float]:
    """What only moved over the boundary between two years, taken out of the later one: number_id → t CO2e."""
    changes = boundary_changes(rows, membership)
    made = {}
    for row in changes.itertuples(index=False):
        dimension = "total" if row.area == "total" else "area"
        made[f"{block_of(measure)}/matched_now/{dimension}/{row.area}/{row.year}"] = -float(row.change_t)
    return made


def effect_parts(
    rows: pd.DataFrame, membership: pd.DataFrame, denominators: pd.DataFrame, pairs: list[tuple[int, int]]
) -> pd.DataFrame:
    """Members' effects of each pair of years: block `change`, code area/effect/first year, year the last (t CO2e)."""
    made = []
    for first, last in pairs:
        detail = member_split(*(state(rows, membership, year) for year in (first, last)), denominators)
        whole = pd.concat([detail, detail.assign(home_area="total")], ignore_index=True)
        effect = whole["effect"].where(~whole["effect"].isin(STRUCTURAL), OTHER)
        code = whole["home_area"].astype(str) + "/" + effect.astype(str) + f"/{first}"
        made.append(pd.DataFrame({"block": "change", "member_id": whole["member_id"], "code": code, "year": last,
                                  "amount": whole["change_kg"] / 1000}))  # fmt: skip
    parts = pd.concat(made, ignore_index=True)
    # adding in another order leaves crumbs, which nobody contributed
    return parts[parts["amount"].abs() > CRUMB_T]


def driver_sides(rows: pd.DataFrame, denominators: pd.DataFrame) -> pd.DataFrame:
    """What each member adds to the drivers: blocks `driver_above`, `driver_below`, code area/driver."""
    parts = driver_parts(rows, denominators)
    code = parts["area"] + "/" + parts["driver_code"]
    both = [
        pd.DataFrame({"block": f"driver_{end}", "member_id": parts["member_id"], "code": code, "year": parts["year"],
                      "amount": parts[end]})
        for end in ("above", "below")
    ]  # fmt: skip
    return pd.concat(both, ignore_index=True).dropna(subset="amount")


def measure_parts(measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Members' measures: blocks `measures` (how many), `measure_expected`, `measure_verified`, code area/status."""
    code = measures["area"] + "/" + measures["status"]
    amounts = {
        "measures": pd.Series(1.0, index=measures.index),
        "measure_expected": measures["expected_t_per_year"].astype(float),
        "measure_verified": measures["verified_t_per_year"].astype(float),
    }
    parts = [
        pd.DataFrame({"block": block, "member_id": measures["member_id"], "code": code, "year": year, "amount": amount})
        for block, amount in amounts.items()
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset="amount")


def left_out_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Lines that do not count: blocks `left_out` (t CO2e) and `left_out_lines` (how many), code the reason."""
    outside = rows[~rows["counted"].astype(bool) & ~rows["estimated"]]
    keys = ["member_id", "status", "year"]
    sums = outside.groupby(keys, as_index=False).agg(left_out=("co2e_kg", "sum"), left_out_lines=("line_id", "size"))
    made = sums.rename(columns={"status": "code"}).assign(left_out=lambda d: d["left_out"] / 1000)
    return made.melt(["member_id", "code", "year"], ["left_out", "left_out_lines"], "block", "amount")
