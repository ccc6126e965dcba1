"""The same figures a second time, by other means: the CSV files, dictionaries and decimal numbers, row by row."""

import csv
import random
from decimal import Decimal, getcontext

import numpy as np
import pandas as pd
import pytest

from declaration.accounting.emissions import account
from declaration.home import DATA

getcontext().prec = 40
FOLDER = DATA / "accounting"
SAMPLE = 400
DAF = {"road": Decimal("1.05"), "rail": Decimal(1), "sea": Decimal("1.15")}


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ACTIVITIES = {r["activity_code"]: r for r in read("activities")}
CARRIERS = {r["carrier_code"]: r for r in read("carriers")}
GASES = {r["refrigerant_code"]: Decimal(r["gwp100_ar6"]) for r in read("refrigerants")}
FACTORS: dict[str, dict[str, dict[str, dict]]] = {}
for _r in read("emission_factors"):
    FACTORS.setdefault(_r["factor_code"], {}).setdefault(_r["boundary"], {})[_r["year"]] = _r
CONVERSIONS = read("unit_conversions")


def convert(unit: str, wanted: str, substance: str, passed: tuple[str, ...] = ()) -> Decimal | None:
    """Depth first, over the same whitelist."""
    if unit == wanted:
        return Decimal(1)
    for c in CONVERSIONS:
        if c["substance"] not in (substance, "any"):
            continue
        for a, b, m in (
            (c["from_unit"], c["to_unit"], Decimal(c["multiplier"])),
            (c["to_unit"], c["from_unit"], 1 / Decimal(c["multiplier"])),
        ):
            if a == unit and b not in passed:
                rest = convert(b, wanted, substance, (*passed, unit))
                if rest is not None:
                    return m * rest
    return None


def pick(rows: dict[str, dict], year: int) -> dict:
    if str(year) in rows:
        return rows[str(year)]
    if "" in rows:
        return rows[""]
    before = [y for y in rows if int(y) < year]
    return rows[max(before, key=int) if before else min(rows, key=int)]


def factor(code: str, year: int) -> tuple[Decimal, Decimal | None, Decimal | None, str]:
    """Total, operation (None if not split), biogenic CO2 (None if not known), unit."""
    by = FACTORS[code]
    bio = Decimal(pick(by["biogenic"], year)["value_kg_co2e"]) if "biogenic" in by else None
    whole = next((by[b] for b in ("wtw", "cradle_to_gate", "waste_cut_off") if b in by), None)
    if whole is None:
        t, w = (pick(by[b], year) for b in ("ttw", "wtt"))
        return Decimal(t["value_kg_co2e"]) + Decimal(w["value_kg_co2e"]), Decimal(t["value_kg_co2e"]), bio, t["unit"]
    row = pick(whole, year)
    value = Decimal(row["value_kg_co2e"])
    if row["moves_with"] == "grid":
        return value, Decimal(0), bio, row["unit"]
    if "ttw" not in by:
        return value, None, bio, row["unit"]
    t = pick(by["ttw"], year)
    operation = Decimal(t["value_kg_co2e"])
    if t["year"] not in ("", row["year"]) and t["year"] in by["wtw"]:
        operation = value * operation / Decimal(by["wtw"][t["year"]]["value_kg_co2e"])
    return value, operation, bio, row["unit"]


def kilograms(line: dict) -> dict[str, Decimal | None]:
    carrier, year = CARRIERS[line["carrier_code"]], int(line["year"])
    amount = Decimal(line["quantity"]) * Decimal(line["share_in_region"])
    if carrier["kind"] == "refrigerant":
        kg = amount * convert(line["unit"], "kg", "any") * GASES[line["carrier_code"]]
        return {"co2e": kg, "ttw": kg, "market": kg, "biogenic": Decimal(0)}
    if not carrier["factor_code"]:
        return {"co2e": None, "ttw": None, "market": None, "biogenic": None}
    total, operation, bio, unit = factor(carrier["factor_code"], year)
    substance = carrier["substance"] or line["carrier_code"]
    in_unit = amount * convert(line["unit"], unit, substance)
    mode = ACTIVITIES[line["activity_code"]]["mode"]
    if line["carrier_code"].startswith("tkm_") and mode in DAF:
        in_unit *= DAF[mode]
    co2e = in_unit * max(total, Decimal(0))
    market = co2e
    if carrier["market_factor_code"]:
        row = pick(FACTORS[carrier["market_factor_code"]]["market"], year)
        market = amount * convert(line["unit"], row["unit"], substance) * Decimal(row["value_kg_co2e"])
    return {
        "co2e": co2e,
        "ttw": Decimal(0) if operation is None else in_unit * operation,
        "market": market,
        "biogenic": None if bio is None else in_unit * bio,
    }


@pytest.fixture(scope="module")
def sample(rates) -> list[dict]:
    chance = random.Random(14083)
    chosen = chance.sample(range(len(rates)), SAMPLE)
    lines = []
    for i, place in enumerate(chosen):
        r = rates.iloc[place]
        lines.append(
            {
                "line_id": f"{i:04d}",
                "member_id": "m",
                "site_id": "s",
                "year": int(r["year"]),
                "activity_code": r["activity_code"],
                "carrier_code": r["carrier_code"],
                "unit": r["unit"],
                "quantity": f"{chance.lognormvariate(5, 3):.3f}",
                "share_in_region": f"{chance.random():.3f}",
                "data_quality": 1,
            }
        )
    return lines


def test_both_implementations_agree_row_by_row(sample, tables, rates):
    frame = pd.DataFrame(sample).astype({"quantity": float, "share_in_region": float})
    rows = account(frame, tables, rates)
    for line, (_, row) in zip(sample, rows.iterrows(), strict=True):
        for name, kg in kilograms(line).items():
            found = row["biogenic_co2_kg" if name == "biogenic" else f"{name}_kg"]
            if kg is None:
                assert np.isnan(found), (line, name)
            else:
                assert found == pytest.approx(float(kg), rel=1e-9, abs=1e-12), (line, name)


def test_the_sample_is_broad(sample):
    assert len({line["activity_code"] for line in sample}) > 15
    assert len({line["carrier_code"] for line in sample}) > 60
