"""Millions of lines are summed in a database: the same tonnes as line by line, and one case by hand."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from declaration.accounting.emissions import account
from declaration.accounting.scale import KIND, account_all, write_rates
from declaration.home import QUERIES

KEY = ["activity_code", "carrier_code", "unit", "year"]


def database(lines: pd.DataFrame, inside: list[bool]) -> duckdb.DuckDBPyConnection:
    """The lines as kinds and amounts."""
    lines = lines.assign(inside_site_meter=inside, amount=lines["quantity"] * lines["share_in_region"])
    columns = [c for c in KIND if c in lines]
    kind_id, kinds = pd.factorize(pd.MultiIndex.from_frame(lines[columns].astype(str)))
    first = lines.groupby(kind_id, sort=True)[columns].first()
    connection = duckdb.connect()
    made = {
        "line_kind": first.assign(kind_id=range(len(kinds))),
        "line": lines.assign(kind_id=kind_id)[["line_id", "kind_id", "amount"]],
    }
    for name, frame in made.items():
        connection.register("incoming", frame)
        connection.execute(f'create table "{name}" as select * from incoming')  # names of this test's own
        connection.unregister("incoming")
    return connection


def test_by_hand(tables, rates):
    """1 000 + 500 litres of diesel in 2024, half of the latter in the region: 1 250 × 3.17349 = 3 966.86 kg."""
    lines = pd.DataFrame(
        {
            "line_id": ["a", "b", "c"],
            "activity_code": ["road_fuel_own", "road_fuel_own", "bought_road"],
            "carrier_code": ["diesel_mk1", "diesel_mk1", "diesel_mk1"],
            "unit": "litre",
            "year": 2024,
            "data_quality": 1,
            "carrier_is_member": ["unknown", "unknown", "yes"],
            "quantity": [1000.0, 500.0, 100.0],
            "share_in_region": [1.0, 0.5, 1.0],
        }
    )
    sums = account_all(database(lines, [False] * 3), tables, rates)
    assert sums[["home_area", "status", "lines"]].values.tolist() == [
        ["fossil_free_energy", "counted", 2],
        ["smart_efficient_logistics", "carrier_is_member", 1],
    ]
    assert sums["co2e_t"].tolist() == pytest.approx([3.96686, 0.317349], rel=1e-5)


@pytest.fixture(scope="module")
def many(rates) -> pd.DataFrame:
    """2 000 random lines of every kind, some with a supplier's own factor."""
    chance = np.random.default_rng(14083)
    lines = rates.iloc[chance.integers(0, len(rates), 2000)][KEY].reset_index(drop=True)
    n = len(lines)
    return lines.assign(
        line_id=[f"{i:05d}" for i in range(n)],
        member_id=[f"m{i}" for i in range(n)],
        site_id="s",
        quantity=chance.lognormal(5, 2, n),
        share_in_region=chance.random(n),
        data_quality=chance.integers(1, 6, n),
        carrier_is_member=chance.choice(["yes", "no", "unknown"], n),
        distance_basis=chance.choice(["sfd", "gcd", "actual"], n),
        temperature_controlled=chance.choice(["yes", "no"], n),
        supplier_factor_kg_per_unit=np.where(chance.random(n) < 0.1, 0.5, np.nan),
        supplier_evidence="paper",
    )


def test_sums_are_those_of_the_rows(many, tables, rates):
    sums = account_all(database(many, [False] * len(many)), tables, rates).set_index(["year", "home_area", "status"])
    rows = account(many.assign(in_site_meter="no"), tables, rates)
    expected = rows.groupby(["year", "home_area", "status"])[["co2e_kg", "ttw_kg", "wtt_kg", "market_kg"]].sum() / 1000
    assert len(sums) == len(expected) > 50
    both = expected.join(sums, how="inner")
    assert len(both) == len(expected)
    for name in ("co2e", "ttw", "wtt", "market"):
        np.testing.assert_allclose(both[f"{name}_t"].fillna(0), both[f"{name}_kg"], rtol=1e-9, atol=1e-9)


def test_a_line_inside_the_buildings_meter_is_told_apart(many, tables, rates):
    meters = many[many["activity_code"].eq("cold_store_el")].reset_index(drop=True)
    sums = account_all(database(meters, [True] * len(meters)), tables, rates)
    assert set(sums["status"]) == {"within_site_meter"}
    assert sums["lines"].sum() == len(meters)


def test_every_line_gets_its_row(many, tables, rates):
    connection = database(many, [False] * len(many))
    write_rates(connection, tables, rates)
    connection.execute((QUERIES / "vault" / "emissions.sql").read_text(encoding="utf-8"))
    made = connection.table("emission").df().set_index("line_id")["co2e_kg"]
    rows = account(many.assign(in_site_meter="no"), tables, rates).set_index("line_id")["co2e_kg"]
    np.testing.assert_allclose(made.reindex(rows.index), rows, rtol=1e-12)


def test_an_unknown_pair_is_refused(tables, rates):
    kinds = pd.DataFrame({"kind_id": [0], "activity_code": "road_fuel_own", "carrier_code": "pellets", "unit": "kg"})
    connection = duckdb.connect()
    connection.register("incoming", kinds.assign(year=2024, data_quality=1))
    connection.execute("create table line_kind as select * from incoming")
    with pytest.raises(ValueError, match="pellets"):
        account_all(connection, tables, rates)
