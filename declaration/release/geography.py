"""Carries the map into a release: layers, places, members and their sites, joined in SWEREF 99 TM.

A site lies in the municipality and in the park that its coordinates fall in; nobody assigns it by hand. Where
a source gives no coordinates, the area or municipality it names is kept and the site gets no dot.
"""

import json
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd

from declaration.problems import InputRefused, Problem

WGS84, SWEREF = "EPSG:4326", "EPSG:3006"
LAYERS = ("land", "municipalities", "roads", "railways", "ferry")

#: The published borders are simplified: up to this far a site may lie on the wrong side of one. Docks lie in
#: the water beside our coast, and get the nearest municipality within the same distance.
BORDER_TOLERANCE_M = 1000

PRECISIONS = ("address", "area", "municipality", "none")

TABLES = """
create table map_layer (
    layer varchar, feature_id varchar, name varchar, draw varchar, in_region boolean, max_offset_m integer,
    geojson varchar, source varchar, licence varchar, precision varchar
);
create table place (
    place_id varchar, kind varchar, name_sv varchar, name_en varchar, lat double, lon double,
    radius_m integer, municipality_code varchar, precision varchar, source varchar
);
create table member (
    member_id varchar, name varchar, category varchar, name_source varchar, category_source varchar
);
create table member_site (
    site_id varchar, member_id varchar, site_name varchar, address varchar, postal_code varchar, town varchar,
    municipality_code varchar, place_id varchar, place_by varchar, lat double, lon double, precision varchar,
    mark varchar, source varchar, source_url varchar, verified_on varchar, note varchar
);
"""


def add_geography(connection: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Write map_layer, place, member and member_site. Raises InputRefused for a row that cannot be right."""
    layers = {name: gpd.read_file(data / "geography" / f"{name}.geojson") for name in LAYERS}
    borders = layers["municipalities"]
    members = read_table(data / "members.csv")
    areas = read_table(data / "geography" / "areas.csv")
    sites = read_table(data / "member_sites.csv")
    check_sites(sites, members, areas, borders, layers["land"].total_bounds)
    places = place_rows(areas, borders)
    connection.execute(TABLES)
    for name, rows in {
        "map_layer": layer_rows(layers),
        "place": places,
        "member": members,
        "member_site": site_rows(sites, places, borders),
    }.items():
        connection.register("incoming", rows)
        columns = [
            column
            for (column,) in connection.execute(
                "select column_name from duckdb_columns() where table_name = ? order by column_index", [name]
            ).fetchall()
        ]
        connection.table("incoming").select(*columns).insert_into(name)
        connection.unregister("incoming")


def read_table(path: Path) -> pd.DataFrame:
    """A committed table as text, coordinates and radii as numbers; an empty cell is None."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False).map(str.strip).astype(object)
    table = table.where(table != "", None)
    for column in {"lat", "lon", "radius_m"} & set(table.columns):
        table[column] = pd.to_numeric(table[column])
    return table


def layer_rows(layers: dict[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Every feature of every layer with its geometry as GeoJSON text."""
    columns = ["feature_id", "name", "draw", "in_region", "max_offset_m", "source", "licence", "precision"]
    rows = []
    for name, layer in layers.items():
        held = layer.drop(columns="geometry").reindex(columns=columns).astype(object)
        held = held.where(held.notna(), None)
        shapes = [feature["geometry"] for feature in json.loads(layer.to_json())["features"]]
        rows += [
            {"layer": name, **record, "geojson": json.dumps(shape, separators=(",", ":"))}
            for record, shape in zip(held.to_dict("records"), shapes, strict=True)
        ]
    return pd.DataFrame(rows).astype({"max_offset_m": "Int64", "in_region": "boolean"})


def points_of(rows: pd.DataFrame) -> gpd.GeoSeries:
    """The rows' coordinates in SWEREF 99 TM; rows without any are left out."""
    held = rows.dropna(subset=["lat", "lon"])
    return gpd.GeoSeries.from_xy(held["lon"], held["lat"], index=held.index, crs=WGS84).to_crs(SWEREF)


def place_rows(areas: pd.DataFrame, borders: gpd.GeoDataFrame) -> pd.DataFrame:
    """The region's municipalities, then the port's parts and the parks."""
    area_rows = areas.rename(columns={"area_id": "place_id"})
    area_rows["municipality_code"] = municipality_of(areas, borders)
    inside = borders[borders["in_region"]].to_crs(SWEREF)
    middles = inside.representative_point().to_crs(WGS84)
    municipalities = pd.DataFrame(
        {
            "place_id": inside["feature_id"],
            "kind": "municipality",
            "name_sv": inside["name"],
            "name_en": inside["name"],
            "lat": middles.y.round(5),
            "lon": middles.x.round(5),
            "radius_m": None,
            "municipality_code": inside["feature_id"],
            "precision": inside["precision"],
            "source": inside["source"],
        }
    )
    return pd.concat([municipalities, area_rows.astype({"radius_m": object})], ignore_index=True)


def municipality_of(rows: pd.DataFrame, borders: gpd.GeoDataFrame) -> pd.Series:
    """The municipality each point falls in, or the nearest within the tolerance; None without coordinates."""
    points = gpd.GeoDataFrame(geometry=points_of(rows))
    joined = points.sjoin_nearest(borders.to_crs(SWEREF)[["feature_id", "geometry"]], max_distance=BORDER_TOLERANCE_M)
    found = joined.sort_values("feature_id").groupby(level=0)["feature_id"].first()
    return found.reindex(rows.index).astype(object).where(lambda codes: codes.notna(), None)


def site_rows(sites: pd.DataFrame, places: pd.DataFrame, borders: gpd.GeoDataFrame) -> pd.DataFrame:
    """The sites with the municipality and the area they lie in, and how the map may mark them."""
    rows = sites.copy()
    number = rows.groupby("member_id").cumcount() + 1
    rows["site_id"] = rows["member_id"] + "-" + number.astype(str)
    rows["municipality_code"] = rows["municipality_code"].fillna(municipality_of(rows, borders))
    joined = area_of(rows, places)
    stated = rows["area_id"].where(points_of(rows).reindex(rows.index).isna())
    rows["place_id"] = joined.fillna(stated)
    rows["place_by"] = None
    rows.loc[stated.notna(), "place_by"] = "stated"
    rows.loc[joined.notna(), "place_by"] = "join"
    in_region = set(borders.loc[borders["in_region"], "feature_id"])
    rows["mark"] = [mark_of(row, in_region) for row in rows.to_dict("records")]
    return rows.astype(object).where(rows.notna(), None).astype({"lat": float, "lon": float})


def area_of(rows: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The area each point falls in: within its radius, and of several the one whose centre is nearest."""
    areas = places[places["radius_m"].notna()]
    centres = gpd.GeoDataFrame(areas[["place_id", "radius_m"]], geometry=points_of(areas))
    circles = centres.set_geometry(centres.buffer(centres["radius_m"].astype(float), quad_segs=64))
    points = gpd.GeoDataFrame(geometry=points_of(rows))
    joined = points.sjoin(circles, predicate="within")
    joined["distance"] = joined.geometry.distance(centres.geometry.loc[joined["index_right"]], align=False)
    nearest = joined.sort_values(["distance", "place_id"]).groupby(level=0)["place_id"].first()
    return nearest.reindex(rows.index).astype(object).where(lambda found: found.notna(), None)


def mark_of(row: dict, in_region: set[str]) -> str:
    """How exactly a site may be shown: as a dot, in its area, under its municipality, or beside the map."""
    if row["precision"] == "none":
        return "list"
    if row["precision"] == "address" and pd.notna(row["lat"]):
        return "dot"
    if pd.notna(row["place_id"]):
        return "area"
    return "municipality" if row["municipality_code"] in in_region else "list"


def check_sites(
    sites: pd.DataFrame, members: pd.DataFrame, areas: pd.DataFrame, borders: gpd.GeoDataFrame, box: tuple
) -> None:
    """Refuse rows that contradict themselves or name what does not exist; all problems at once."""
    problems = []

    def found(code: str, row: int, column: str, value: object, **details: str) -> None:
        problems.append(Problem(code, "member_sites.csv", None, row + 2, column, str(value), details))

    known_municipalities = borders.set_index("feature_id").to_crs(SWEREF).geometry
    known = {
        "member_id": ("site_unknown_member", set(members["member_id"])),
        "area_id": ("site_unknown_area", set(areas["area_id"]) | {None}),
        "precision": ("site_unknown_precision", set(PRECISIONS)),
    }
    points = points_of(sites)
    west, south, east, north = box
    for row, site in enumerate(sites.to_dict("records")):
        for column, (code, values) in known.items():
            if site[column] not in values:
                found(code, row, column, site[column])
        stated = site["municipality_code"]
        if stated is not None and not (len(stated) == 4 and stated.isdigit()):
            found("site_unknown_municipality", row, "municipality_code", stated)
        if row not in points.index:
            continue
        if not (south <= site["lat"] <= north and west <= site["lon"] <= east):
            found("site_outside_map", row, "lat", f"{site['lat']}, {site['lon']}")
        elif stated in known_municipalities.index:
            metres = points[row].distance(known_municipalities[stated])
            if metres > BORDER_TOLERANCE_M:
                found(
                    "site_municipality_disagrees",
                    row,
                    "municipality_code",
                    stated,
                    kilometres=round(metres / 1000),
                )
    if problems:
        raise InputRefused(problems)
