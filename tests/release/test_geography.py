"""Sites and places are joined by geometry; what contradicts itself is refused."""

import csv
import math
import shutil

import duckdb
import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.home import DATA
from declaration.language import texts_of
from declaration.problems import InputRefused
from declaration.release.geography import (
    BORDER_TOLERANCE_M,
    LAYERS,
    add_geography,
    area_of,
    place_rows,
    read_table,
)
from declaration.release.reader import open_database

COLUMNS = (
    *("member_id", "site_name", "address", "postal_code", "town", "municipality_code", "area_id", "lat", "lon"),
    *("precision", "source", "source_url", "verified_on", "note"),
)
GOOD = {
    "member_id": "m",
    "municipality_code": "1283",
    "lat": "56.035",
    "lon": "12.775",
    "precision": "address",
    "source": "test",
}


@pytest.fixture(scope="module")
def borders():
    return gpd.read_file(DATA / "geography" / "municipalities.geojson")


@pytest.fixture(scope="module")
def places(borders):
    return place_rows(read_table(DATA / "geography" / "areas.csv"), borders)


@pytest.fixture
def built(tmp_path):
    """Builds the map's tables from given rows of member_sites.csv."""

    def build(*rows: dict) -> duckdb.DuckDBPyConnection:
        shutil.copytree(DATA / "geography", tmp_path / "geography")
        (tmp_path / "members.csv").write_text("member_id,name,category,name_source,category_source\nm,M,haulier,a,b\n")
        with (tmp_path / "member_sites.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        connection = duckdb.connect()
        add_geography(connection, tmp_path)
        return connection

    return build


def metres_between(latitude, longitude, to_latitude, to_longitude) -> float:
    """Haversine on the mean sphere: no projection, no geometry library."""
    south, west, north, east = map(math.radians, (latitude, longitude, to_latitude, to_longitude))
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * 6_371_009 * math.asin(math.sqrt(half))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(latitude=st.floats(55.99, 56.11), longitude=st.floats(12.67, 12.94))
def test_the_spatial_join_agrees_with_distances_on_a_sphere(places, latitude, longitude):
    import pandas as pd

    found = area_of(pd.DataFrame({"lat": [latitude], "lon": [longitude]}), places)[0]
    distances = {
        row["place_id"]: (metres_between(latitude, longitude, row["lat"], row["lon"]), row["radius_m"])
        for row in places[places["radius_m"].notna()].to_dict("records")
    }
    surely_in = {name for name, (metres, radius) in distances.items() if metres < radius * 0.99 - 5}
    perhaps_in = {name for name, (metres, radius) in distances.items() if metres < radius * 1.01 + 5}
    if found is None:
        assert not surely_in
    else:
        assert found in perhaps_in
        assert distances[found][0] <= min((distances[name][0] for name in surely_in), default=math.inf) * 1.01 + 5


def test_a_site_gets_its_area_by_join_even_where_the_source_states_another(built):
    connection = built({**GOOD, "area_id": "bjuv"})
    assert connection.execute("select place_id, place_by, mark, municipality_code from member_site").fetchall() == [
        ("langeberga", "join", "dot", "1283")
    ]


def test_a_site_without_coordinates_keeps_what_its_source_says_and_gets_no_dot(built):
    bare = {**GOOD, "lat": "", "lon": ""}
    connection = built(
        bare,
        {**bare, "precision": "area", "area_id": "langeberga"},
        {**bare, "precision": "municipality"},
        {"member_id": "m", "precision": "none", "source": "test"},
        {**bare, "precision": "municipality", "municipality_code": "1480"},
    )
    marks = connection.execute("select mark, place_by from member_site order by site_id").fetchall()
    assert marks == [
        ("municipality", None),
        ("area", "stated"),
        ("municipality", None),
        ("list", None),
        ("list", None),
    ]
    assert connection.execute("select count(*) from member_site where mark = 'dot' and lat is null").fetchone() == (0,)


def test_a_municipality_that_is_not_stated_comes_from_the_coordinates(built):
    connection = built({**GOOD, "municipality_code": ""})
    assert connection.execute("select municipality_code from member_site").fetchone() == ("1283",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"member_id": "unknown"}, "site_unknown_member"),
        ({"area_id": "unknown"}, "site_unknown_area"),
        ({"precision": "roughly"}, "site_unknown_precision"),
        ({"municipality_code": "Helsingborg"}, "site_unknown_municipality"),
        ({"lat": "57.7", "lon": "11.97"}, "site_outside_map"),
        ({"municipality_code": "1282"}, "site_municipality_disagrees"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_place(built, change, code):
    with pytest.raises(InputRefused) as refused:
        built(GOOD, {**GOOD, **change})
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.row) == (code, "member_sites.csv", 3)
    for language in ("sv", "en"):
        blanks = {"file": problem.file, "row": problem.row, "found": problem.found, **problem.details}
        assert texts_of(language)(f"problem.{code}", **blanks)


def test_all_problems_are_told_at_once(built):
    with pytest.raises(InputRefused) as refused:
        built({**GOOD, "member_id": "x"}, {**GOOD, "area_id": "y"})
    assert len(refused.value.problems) == 2


def test_every_part_and_park_lies_where_its_name_says(places):
    town = places.set_index("place_id")["municipality_code"]
    assert {town[name] for name in ("port_vasthamnen", "port_sydhamnen", "langeberga", "tostarp", "vala")} == {"1283"}
    assert town[["airport", "hoganas_ab", "bjuv", "landskrona_hamn", "hyllinge_astorp"]].to_list() == [
        "1292",
        "1284",
        "1260",
        "1282",
        "1277",
    ]
    assert places["municipality_code"].notna().all()
    assert (places["kind"] == "municipality").sum() == 11


def test_the_committed_sites_lie_in_the_municipality_they_state(release, borders):
    with open_database(release.public_database) as connection:
        sites = connection.execute("select * from member_site where lat is not null").df()
        layers = {name for (name,) in connection.execute("select distinct layer from map_layer").fetchall()}
        members, listed = connection.execute(
            "select (select count(*) from member), (select count(distinct member_id) from member_site)"
        ).fetchone()
    assert layers == set(LAYERS)
    assert members >= listed > 0
    shapes = borders.set_index("feature_id").to_crs("EPSG:3006").geometry
    points = gpd.GeoSeries.from_xy(sites["lon"], sites["lat"], crs="EPSG:4326").to_crs("EPSG:3006")
    for point, code in zip(points, sites["municipality_code"], strict=True):
        assert point.distance(shapes[code]) <= BORDER_TOLERANCE_M
