import pandas as pd
import pytest

from declaration.accounting.rates import rate_table
from declaration.accounting.tables import NAMES, tables_from_frames
from declaration.demonstration.assumptions import FILE, read_assumptions
from declaration.demonstration.population import population
from declaration.demonstration.programme import receive_all
from declaration.home import DATA
from declaration.reports.reading import lists

FOLDER = DATA / "demonstration"


@pytest.fixture(scope="session")
def tables():
    return tables_from_frames({name: pd.read_csv(DATA / "accounting" / f"{name}.csv") for name in NAMES})


@pytest.fixture(scope="session")
def assumed():
    return read_assumptions(FOLDER / FILE)


@pytest.fixture(scope="session")
def reporters(assumed):
    return population(assumed)


@pytest.fixture(scope="session")
def members():
    return pd.read_csv(FOLDER / "programme.csv", keep_default_na=False)


@pytest.fixture(scope="session")
def rates(tables, assumed):
    return rate_table(tables, assumed.years)


@pytest.fixture(scope="session")
def received(tmp_path_factory):
    return receive_all(tmp_path_factory.mktemp("inbox"), FOLDER, lists(DATA))
