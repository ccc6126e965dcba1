"""The programme's tables as readers get them, made of the gate's numbers alone: no other amount goes into them.

A withheld amount is missing with `status` withheld; an amount of nothing that rounds is 0 with its step.
"""

import numpy as np
import pandas as pd

from declaration.disclosure.changes import OTHER, TOTAL
from declaration.disclosure.rounding import rounded

#: the ladder of interval multipliers that a year's uncertainty is told by; finer would be another equation
SPREADS = (1.05, 1.10, 1.15, 1.20, 1.30, 1.40, 1.50, 1.75, 2.0, 3.0)
MEASURES = {"own_year": "co2e_t", "constant": "constant_t"}


def number_rows(numbers: pd.DataFrame, measure: str, view: str, dimensions: tuple[str, ...]) -> pd.DataFrame:
    """The numbers of one measure and view: dimension, code, year, co2e_t, step, status."""
    inside = numbers["block"].eq(f"emissions:{measure}") & numbers["view"].eq(view)
    rows = numbers[inside & numbers["dimension"].isin(dimensions)]
    return rows.rename(columns={"amount": "co2e_t"})[["dimension", "code", "year", "co2e_t", "step", "status"]]


def reported_levels(numbers: pd.DataFrame) -> pd.DataFrame:
    """area (`total` or one of the five) × year × factors: co2e_t, step, status; view `reported`."""
    parts = []
    for factors, measure in MEASURES.items():
        rows = number_rows(numbers, measure, "reported", (TOTAL, "area"))
        parts.append(rows.rename(columns={"code": "area"}).assign(factors=factors, view="reported"))
    return pd.concat(parts, ignore_index=True).drop(columns="dimension")


def comparisons(numbers: pd.DataFrame) -> pd.DataFrame:
    """area × year × factors: before_t and now_t of those who are in the year and the one before, and their ratio."""
    parts = []
    for factors, measure in MEASURES.items():
        now, before = (
            number_rows(numbers, measure, view, (TOTAL, "area")).set_index(["code", "year"])
            for view in ("matched_now", "matched_before")
        )
        before.index = before.index.set_levels(before.index.levels[1] + 1, level=1)
        both = now[["co2e_t", "step"]].join(before["co2e_t"].rename("before_t"), how="inner").reset_index()
        parts.append(both.rename(columns={"code": "area", "co2e_t": "now_t"}).assign(factors=factors))
    made = pd.concat(parts, ignore_index=True)
    told = made["before_t"].gt(0) & made["now_t"].gt(0)
    return made.assign(ratio=(made["now_t"] / made["before_t"]).where(told))


def like_for_like(levels: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The present members' level, chained back from the last year over the comparisons of pairs of years.

    levels: `reported_levels`; links: `comparisons`. Where a comparison is not told the series breaks: status `break`
    and no amount from there back. An amount is as fine as the level it hangs on.
    """
    rows = []
    for (area, factors), own in levels.groupby(["area", "factors"]):
        by_year = own.set_index("year").sort_index()
        ratio = links[links["area"].eq(area) & links["factors"].eq(factors)].set_index("year")["ratio"]
        level, step = by_year["co2e_t"].iloc[-1], by_year["step"].iloc[-1]
        for year in by_year.index[::-1]:
            status = by_year["status"].iloc[-1] if np.isfinite(level) else "break"
            told = rounded(level, step) if np.isfinite(level) else np.nan
            rows.append((area, int(year), told, step, status, factors, "like_for_like"))
            level = level / ratio.get(year, np.nan) if np.isfinite(level) else np.nan
    columns = ["area", "year", "co2e_t", "step", "status", "factors", "view"]
    return pd.DataFrame(rows, columns=columns).sort_values(["factors", "area", "year"], ignore_index=True)


def told_spread(multiplier: float) -> float:
    """The interval's multiplier on the ladder: the next one up."""
    return next((step for step in SPREADS if step >= multiplier), SPREADS[-1])


def cell_rows(numbers: pd.DataFrame) -> pd.DataFrame:
    """dimension (category, park) × code × year: co2e_t, step, status."""
    return number_rows(numbers, "co2e_t", "reported", ("category", "park"))


def side_amounts(numbers: pd.DataFrame, block: str) -> pd.DataFrame:
    """code, year, amount, step, status of one block of figures that stand alone."""
    rows = numbers[numbers["block"].eq(block)]
    return rows[["code", "year", "amount", "step", "status"]].reset_index(drop=True)


def driver_rows(numbers: pd.DataFrame, parts: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Drivers as quotients of rounded sums: area, driver_code, year, amount, unit, reporters, status.

    parts: `drivers.driver_parts`, for units and factors; counts: `drivers.drivers`, for who stands behind them.
    """
    above, below = (side_amounts(numbers, f"driver_{end}").set_index(["code", "year"]) for end in ("above", "below"))
    times = parts.assign(code=parts["area"] + "/" + parts["driver_code"]).drop_duplicates("code").set_index("code")
    rows = []
    for row in counts.itertuples(index=False):
        key = (f"{row.area}/{row.driver_code}", row.year)
        amount, status = np.nan, "none"
        if key in above.index:
            status = above.loc[key, "status"]
            divisor = below.loc[key, "amount"] if key in below.index else 1.0
            amount = above.loc[key, "amount"] / divisor * times.loc[key[0], "times"]
        shown = pd.notna(amount)
        reporters = row.reporters if shown else np.nan
        rows.append((row.area, row.driver_code, row.year, amount, row.unit, reporters, status))
    columns = ["area", "driver_code", "year", "amount", "unit", "reporters", "status"]
    return pd.DataFrame(rows, columns=columns)


def change_rows(numbers: pd.DataFrame, levels: pd.DataFrame, effects: tuple[str, ...]) -> pd.DataFrame:
    """Why a sum changed: area, effect, step, change_t, first_year, last_year; the effects add up to the rounded change.

    What is not told apart is `other`: the change of the rounded levels less the effects that are told.
    """
    reported = levels[levels["view"].eq("reported") & levels["factors"].eq("own_year")]
    level = reported.set_index(["area", "year"])["co2e_t"]
    rows = side_amounts(numbers, "change")
    rows = rows[rows["status"].ne("withheld")]
    keys = rows["code"].str.split("/", expand=True).set_axis(["area", "effect", "first_year"], axis=1)
    rows = rows.assign(**keys).astype({"first_year": int})
    made = []
    for (area, first, last), part in rows.groupby(["area", "first_year", "year"]):
        change = level.get((area, last), np.nan) - level.get((area, first), np.nan)
        if not np.isfinite(change):
            continue
        told = part.set_index("effect")["amount"]
        for place, effect in enumerate(effects, start=2):
            if effect in told:
                made.append((area, effect, place, told[effect], first, last))
        made.append((area, OTHER, 1, change - told.sum(), first, last))
    columns = ["area", "effect", "step", "change_t", "first_year", "last_year"]
    return pd.DataFrame(made, columns=columns).sort_values(
        ["area", "first_year", "last_year", "step"], ignore_index=True
    )


def measure_rows(numbers: pd.DataFrame) -> pd.DataFrame:
    """area × status: measures, expected_t_per_year, verified_t_per_year; missing where withheld or not stated."""
    names = {
        "measures": "measures",
        "measure_expected": "expected_t_per_year",
        "measure_verified": "verified_t_per_year",
    }
    columns, stated = [], []
    for block, name in names.items():
        rows = side_amounts(numbers, block).set_index("code")
        columns.append(rows["amount"].rename(name))
        stated.append(rows["status"].eq("withheld").rename(f"{name}_withheld"))
    made = pd.concat([*columns, *stated], axis=1).rename_axis("code").reset_index()
    made[["area", "status"]] = made["code"].str.split("/", expand=True)
    for name in names.values():
        made[f"{name}_withheld"] = made[f"{name}_withheld"].eq(True)
    return made.drop(columns="code").sort_values(["area", "status"], ignore_index=True)


def left_out_rows(numbers: pd.DataFrame) -> pd.DataFrame:
    """year × status: lines and t CO2e that do not count; missing where withheld."""
    tonnes, lines = (
        side_amounts(numbers, block).set_index(["year", "code"]) for block in ("left_out", "left_out_lines")
    )
    made = lines[["amount"]].rename(columns={"amount": "lines"}).join(tonnes["amount"].rename("co2e_t"), how="outer")
    return made.rename_axis(["year", "status"]).reset_index()


def part_rows(numbers: pd.DataFrame, parts: tuple[str, ...]) -> pd.DataFrame:
    """year × part: the headline's tonnes by scope, step of the energy's life and market-based (t CO2e)."""
    made = []
    for place, part in enumerate(parts, start=1):
        rows = number_rows(numbers, f"{part}_t", "reported", (TOTAL,))
        made.append(rows.assign(part=part, step=place)[["year", "part", "step", "co2e_t"]])
    return pd.concat(made, ignore_index=True).sort_values(["year", "step"], ignore_index=True)
