import pandas as pd
import pytest

from declaration.accounting.emissions import account
from declaration.accounting.rates import constant_rate_table, rate_table
from declaration.accounting.tables import NAMES, tables_from_frames
from declaration.home import DATA
from declaration.programme.membership import checked
from declaration.programme.rules import rules_from_frame

FOLDER = DATA / "accounting"


@pytest.fixture(scope="session")
def rules():
    return rules_from_frame(pd.read_csv(FOLDER / "programme_rules.csv"))


@pytest.fixture(scope="session")
def tables():
    return tables_from_frames({name: pd.read_csv(FOLDER / f"{name}.csv") for name in NAMES})


@pytest.fixture(scope="session")
def rates(tables):
    return rate_table(tables, range(2021, 2026))


@pytest.fixture(scope="session")
def rates_of_2023(tables):
    return constant_rate_table(tables, range(2021, 2026), 2023)


@pytest.fixture(scope="session")
def book(tables, rates):
    """Accounts report lines: (member, year, activity, carrier, quantity, unit, more)."""

    def accounted(*lines: tuple, with_rates=None) -> pd.DataFrame:
        frame = pd.DataFrame(
            [
                {
                    "line_id": f"{i:04d}",
                    "member_id": member,
                    "site_id": "s1",
                    "year": year,
                    "activity_code": activity,
                    "carrier_code": carrier,
                    "quantity": float(quantity),
                    "unit": unit,
                    "data_quality": 1,
                    **(more[0] if more else {}),
                }
                for i, (member, year, activity, carrier, quantity, unit, *more) in enumerate(lines)
            ]
        )
        return account(frame, tables, rates if with_rates is None else with_rates)

    return accounted


@pytest.fixture(scope="session")
def diesel(book):
    """Emission rows of own diesel: member → year → t CO2e, with the litres that give them."""

    def made(tonnes: dict[str, dict[int, float]]) -> pd.DataFrame:
        lines = [
            (member, year, "road_fuel_own", "diesel_mk1", 1000.0, "litre")
            for member, years in tonnes.items()
            for year in years
        ]
        rows = book(*lines)
        wanted = pd.Series([t * 1000 for years in tonnes.values() for t in years.values()])
        times = wanted / rows["co2e_kg"]
        for column in ("quantity", "energy_used_mj", *[c for c in rows if c.endswith("_kg")]):
            rows[column] = rows[column] * times
        return rows

    return made


@pytest.fixture(scope="session")
def joined():
    """A membership: member → (joined_year, left_year or None, more columns)."""

    def made(members: dict[str, tuple]) -> pd.DataFrame:
        return checked(
            pd.DataFrame(
                [
                    {"member_id": m, "joined_year": j, "left_year": left, **(more[0] if more else {})}
                    for m, (j, left, *more) in members.items()
                ]
            )
        )

    return made
