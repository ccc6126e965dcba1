"""The deck asks nobody for tiles, draws each layer, and never a dot for a site without coordinates."""

import json

import pandas as pd
import pytest

from declaration.language import reader_of
from declaration.maps.region import GROUND_STYLE, Region, region_map
from declaration.maps.scale import COLOURS, LIMITS
from declaration.release import reader as database

SITE = {"category": "haulier", "place_id": None, "municipality_code": "1283", "lat": None, "lon": None}


@pytest.fixture(scope="module")
def region(release) -> Region:
    connection = database.open_database(release.public_database)
    shading = database.ask(connection, "public/map_shading", base_year=2010, language="sv")
    layers, places, sites = (database.ask(connection, f"public/map_{name}") for name in ("layers", "places", "sites"))
    connection.close()
    return Region(layers, shading, places, sites)


def drawn(deck) -> dict:
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


def with_sites(region: Region, *sites: dict) -> Region:
    return Region(region.layers, region.shading, region.places, pd.DataFrame(list(sites)))


@pytest.mark.parametrize("measure", LIMITS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_deck_is_small_and_asks_nobody_for_tiles(region, language, measure):
    text = region_map(reader_of(language), region, measure, None).to_json()
    assert len(text.encode()) < 120_000
    assert "http" not in text
    assert json.loads(text)["mapStyle"] == GROUND_STYLE
    assert json.loads(text).get("mapProvider") is None


def test_the_eleven_are_shaded_and_carry_their_figures(region):
    layers = drawn(region_map(reader_of("sv"), region, "total", None))
    shaded = layers["municipality"]["data"]["features"]
    assert len(shaded) == 11
    colours = {tuple(feature["properties"]["fill"]) for feature in shaded}
    assert colours <= {tuple(int(c[n : n + 2], 16) for n in (1, 3, 5)) for c in COLOURS}
    labels = " ".join(row["text"] for row in layers["label"]["data"])
    assert "Helsingborg\n53\u202f500" in labels
    assert {"land", "neighbours", "roads", "railways", "ferry", "area", "area-edge"} <= layers.keys()


def test_a_missing_figure_leaves_the_municipality_white(region):
    shading = region.shading.assign(
        emissions_t=region.shading["emissions_t"].where(region.shading["area_code"] != "1260")
    )
    gap = Region(region.layers, shading, region.places, region.sites)
    shaded = drawn(region_map(reader_of("sv"), gap, "total", None))["municipality"]["data"]["features"]
    fills = {feature["properties"]["code"]: feature["properties"]["fill"] for feature in shaded}
    assert fills["1260"] == [255, 255, 255]
    assert sum(fill == [255, 255, 255] for fill in fills.values()) == 1


def test_no_site_without_coordinates_gets_a_dot(region):
    sites = with_sites(
        region,
        {**SITE, "site_id": "a-1", "member": "A", "mark": "municipality"},
        {**SITE, "site_id": "b-1", "member": "B", "mark": "area", "place_id": "langeberga"},
        {**SITE, "site_id": "c-1", "member": "C", "mark": "dot", "lat": 56.05, "lon": 12.7},
    )
    layers = drawn(region_map(reader_of("sv"), sites, "total", None))
    assert [dot["code"] for dot in layers["site"]["data"]] == ["c-1"]


def test_sites_at_one_address_are_one_dot_with_their_number_and_names(region):
    dots = [
        {**SITE, "site_id": f"m{n}-1", "member": f"M{n}", "mark": "dot", "lat": 56.05, "lon": 12.7} for n in range(12)
    ]
    (dot,) = drawn(region_map(reader_of("en"), with_sites(region, *dots), "total", None))["site"]["data"]
    assert dot["text"] == "12"
    assert dot["tip"].splitlines()[0] == "M0 (haulier)"
    assert dot["tip"].splitlines()[-1] == "and 4 more"


def test_what_is_chosen_is_framed_and_outlined(region):
    reader = reader_of("sv")
    whole = region_map(reader, region, "total", None)
    park = region_map(reader, region, "total", "langeberga")
    town = region_map(reader, region, "total", "1283")
    zooms = [json.loads(deck.to_json())["initialViewState"]["zoom"] for deck in (whole, town, park)]
    assert zooms == sorted(zooms)
    assert len(set(zooms)) == 3
    assert "chosen-4" not in drawn(whole)
    assert len(drawn(park)["chosen-4"]["data"]) == 1
    assert drawn(park)["label"]["data"][0]["text"].startswith("Långeberga")


def test_every_place_and_site_can_be_chosen(region):
    for chosen in [*region.places["place_id"], *region.sites["site_id"], "unknown"]:
        assert region_map(reader_of("sv"), region, "change", chosen).initial_view_state.zoom > 7
