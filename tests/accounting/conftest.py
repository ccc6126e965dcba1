import pandas as pd
import pytest

from declaration.accounting.rates import rate_table
from declaration.accounting.tables import NAMES, Tables, tables_from_frames
from declaration.home import DATA

FOLDER = DATA / "accounting"
YEARS = tuple(range(2019, 2027))


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv")


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    return {name: read(name) for name in NAMES}


@pytest.fixture(scope="session")
def tables(frames) -> Tables:
    return tables_from_frames(frames)


@pytest.fixture(scope="session")
def rates(tables) -> pd.DataFrame:
    return rate_table(tables, YEARS)


@pytest.fixture(scope="session")
def line():
    def made(activity: str, carrier: str, quantity: float, unit: str, **more) -> dict:
        return {
            "line_id": "1",
            "member_id": "m1",
            "site_id": "s1",
            "year": 2024,
            "activity_code": activity,
            "carrier_code": carrier,
            "quantity": quantity,
            "unit": unit,
            "data_quality": 1,
        } | more

    return made


@pytest.fixture(scope="session")
def book(tables, rates):
    """Accounts a list of lines, numbering them in order."""
    from declaration.accounting.emissions import account

    def accounted(*lines: dict) -> pd.DataFrame:
        frame = pd.DataFrame([line | {"line_id": f"{i:04d}"} for i, line in enumerate(lines)])
        return account(frame, tables, rates)

    return accounted
