import json

import duckdb
import pandas as pd
import pytest

from declaration.release import downloads
from declaration.release.shelf import make_current, shelf
from tests.door.running import running_server

RELEASE_ID = "2025-04-04-0123abcd"
YEARS = {2010: 278298.0, 2022: 183015.0, 2023: 185018.0}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A release with the few figures that the door itself shows."""
    home = tmp_path_factory.mktemp("door")
    folder = shelf(home) / RELEASE_ID
    folder.mkdir(parents=True)
    observed = pd.DataFrame(
        [
            {
                "series": "road_freight",
                "area_code": "FH11",
                "year": year,
                "emissions_t": tonnes,
                "kind": "sum",
            }
            for year, tonnes in YEARS.items()
        ]
    )
    assessment = pd.DataFrame(
        [
            {
                "target_id": "transport_70_2030",
                "area_code": "FH11",
                "basis": "observed",
                "series": "road_freight",
                "base_year": 2010,
                "base_t": YEARS[2010],
                "target_year": 2030,
                "target_t": 83489.4,
                "official_year": 2023,
                "official_t": YEARS[2023],
                "change_since_base_share": YEARS[2023] / YEARS[2010] - 1,
                "forecast_p05_t": 110000.0,
                "forecast_p95_t": 214000.0,
                "status": "off_track",
            }
        ]
    )
    with duckdb.connect(str(folder / "public.duckdb")) as connection:
        connection.register("incoming_observed", observed)
        connection.register("incoming_assessment", assessment)
        connection.execute("create table observed as select * from incoming_observed")
        connection.execute("create table assessment as select * from incoming_assessment")
        for name in set(downloads.OFFERED) - {"assessment"}:
            connection.sql("select 'Ängelholm' as name, range + 0.5 as x from range(200)").create(name)
        downloads.write_downloads(connection, folder / "downloads")
    (folder / "manifest.json").write_text(json.dumps({"release": RELEASE_ID, "built_on": "2026-11-23"}))
    make_current(home, RELEASE_ID)
    return home


@pytest.fixture(scope="session")
def server(home):
    with running_server(home) as running:
        yield running
