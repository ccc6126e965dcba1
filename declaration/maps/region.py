"""The region's map as a pydeck deck: no tiles from anyone, only the layers of the release.

Colour never stands alone: each municipality carries its figure, each kind of mark its own shape and letter,
and what is only roughly known has a dashed outline.
"""

import json
from dataclasses import dataclass

import pandas as pd
import pydeck as pdk

from declaration.language import Reader
from declaration.maps.scale import BASE_YEAR, FIGURE_OF, colour_of, written
from declaration.maps.shapes import (
    Label,
    around,
    bounds_of,
    circle,
    dashes,
    gathered,
    labels_that_fit,
    lines_of,
    radius_on_screen,
    rings_of,
    zoom_that_fits,
)

INK, QUIET, PAPER, RED = "#1a1a1a", "#595959", "#ffffff", "#ae0b05"
GROUND_STYLE = "/app/static/blank-style.json"

#: The picture's height, and the width that is certain to show on a narrow and a wide screen.
HEIGHT, SURE_WIDTH = 620, 440

TIP_STYLE = {
    "color": INK,
    "backgroundColor": PAPER,
    "border": f"1px solid {INK}",
    "fontFamily": "Roboto, sans-serif",
    "fontSize": "1rem",
    "maxWidth": "16rem",
    "whiteSpace": "pre-line",
}

#: Dots closer than this many pixels are drawn as one, and name so many members at the pointer.
CLOSE, MOST_NAMES = 18, 8


@dataclass(frozen=True)
class Region:
    """What there is to draw, as the release answers it; `sites` only those that are to be shown."""

    layers: pd.DataFrame
    shading: pd.DataFrame
    places: pd.DataFrame
    sites: pd.DataFrame


class SmallDeck(pdk.Deck):
    """A finished deck: its JSON is written once, and without blanks, with which it is four times as long."""

    def to_json(self) -> str:
        """The deck for the browser."""
        if "_json" not in vars(self):
            vars(self)["_json"] = json.dumps(json.loads(super().to_json()), ensure_ascii=False, separators=(",", ":"))
        return vars(self)["_json"]


def region_map(reader: Reader, region: Region, measure: str, chosen: str | None) -> pdk.Deck:
    """The map with the municipalities shaded by `measure` and the chosen place framed.

    chosen: a place_id or site_id, or None for the whole region.
    """
    shapes = {
        row["feature_id"]: json.loads(row["geojson"])
        for row in region.layers[region.layers["layer"] == "municipalities"].to_dict("records")
    }
    box = frame_of(region, shapes, chosen)
    zoom = zoom_that_fits(box, SURE_WIDTH, HEIGHT)
    layers = [
        *ground_layers(region.layers),
        municipality_layer(reader, region, shapes, measure),
        *line_layers(region.layers),
        *area_layers(reader, region),
        *chosen_layers(region, shapes, chosen),
        *site_layers(reader, region.sites, zoom),
        label_layer(reader, region, measure, chosen, zoom),
    ]
    west, south, east, north = box
    view = pdk.ViewState(
        longitude=round((west + east) / 2, 4),
        latitude=round((south + north) / 2, 4),
        zoom=zoom,
        min_zoom=6.5,
        max_zoom=14,
    )
    return SmallDeck(
        layers=layers,
        initial_view_state=view,
        map_provider=None,
        map_style=GROUND_STYLE,
        tooltip={"text": "{tip}", "style": TIP_STYLE},
    )


def frame_of(region: Region, shapes: dict[str, dict], chosen: str | None) -> tuple[float, float, float, float]:
    """West, south, east, north of what is to be seen: the chosen place, or the eleven municipalities."""
    places = region.places.set_index("place_id")
    sites = region.sites.set_index("site_id")
    if chosen in shapes:
        return bounds_of([shapes[chosen]])
    for table in (places, sites):
        if chosen in table.index and pd.notna(table.loc[chosen, "lat"]):
            return around(table.loc[chosen, "lon"], table.loc[chosen, "lat"])
    if chosen in sites.index:
        site = sites.loc[chosen]
        if site["place_id"] in places.index:
            return around(places.loc[site["place_id"], "lon"], places.loc[site["place_id"], "lat"])
        if site["municipality_code"] in shapes:
            return bounds_of([shapes[site["municipality_code"]]])
    eleven = region.layers.loc[region.layers["in_region"].eq(True), "feature_id"]
    return bounds_of([shapes[code] for code in eleven])


def ground_layers(layers: pd.DataFrame) -> list[pdk.Layer]:
    """Land, and the neighbours' borders."""
    land = features(layers[layers["layer"] == "land"])
    around_us = layers[(layers["layer"] == "municipalities") & ~layers["in_region"].eq(True)]
    common = {"type": "GeoJsonLayer", "filled": True, "line_width_min_pixels": 0.5, "pickable": False}
    return [
        pdk.Layer(**common, id="land", data=land, get_fill_color=rgb("#efefef"), get_line_color=rgb("#8c8c8c")),
        pdk.Layer(
            **common,
            id="neighbours",
            data=features(around_us),
            get_fill_color=rgb("#efefef"),
            get_line_color=rgb("#8c8c8c"),
        ),
    ]


def municipality_layer(reader: Reader, region: Region, shapes: dict[str, dict], measure: str) -> pdk.Layer:
    """The eleven, shaded; white where the figure is missing."""
    rows = []
    for row in region.shading.to_dict("records"):
        if row["area_code"] in shapes:
            figure = row[FIGURE_OF[measure]]
            words = reader.say(f"map.tip.{measure}", figure=written(reader, figure, measure), base=BASE_YEAR)
            properties = {
                "code": row["area_code"],
                "fill": rgb(colour_of(figure, measure)),
                "tip": tip(row["name"], words),
            }
            rows.append({"type": "Feature", "properties": properties, "geometry": shapes[row["area_code"]]})
    return pdk.Layer(
        "GeoJsonLayer",
        id="municipality",
        data={"type": "FeatureCollection", "features": rows},
        get_fill_color="properties.fill",
        get_line_color=rgb(PAPER),
        line_width_min_pixels=1.5,
        pickable=True,
    )


def line_layers(layers: pd.DataFrame) -> list[pdk.Layer]:
    """Roads with a light casing, railways thin, and dashes where the course is only schematic."""
    return [
        *_paths("railways", layers, rgb(INK), 1, 1200),
        *_paths("roads-casing", layers, rgb(PAPER), 5, 2500),
        *_paths("roads", layers, rgb(INK), 2, 2500),
        *_paths("ferry", layers, rgb(INK), 2, 700),
    ]


def _paths(name: str, layers: pd.DataFrame, colour: list[int], width: float, dash_m: float) -> list[pdk.Layer]:
    rows = []
    for row in layers[layers["layer"] == name.removesuffix("-casing")].to_dict("records"):
        for line in lines_of(json.loads(row["geojson"])):
            parts = dashes(line, dash_m, 0.7 * dash_m) if row["draw"] == "schematic" else [line]
            rows += [{"path": part} for part in parts]
    return [
        pdk.Layer(
            "PathLayer",
            id=name,
            data=rows,
            get_path="path",
            get_color=colour,
            get_width=width,
            width_units=pdk.types.String("pixels"),
            cap_rounded=not name.startswith("rail"),
            pickable=False,
        )
    ]


def area_layers(reader: Reader, region: Region) -> list[pdk.Layer]:
    """The port's parts and the parks: a soft circle with a dashed edge: only centre and radius are known."""
    discs, edges = [], []
    for row in areas_of(region.places):
        name = row[f"name_{reader.language}"]
        words = reader.say(
            "map.tip.area", kind=reader.say(f"map.kind.{row['kind']}"), radius=reader.number(row["radius_m"])
        )
        discs.append(
            {
                "position": [row["lon"], row["lat"]],
                "radius": row["radius_m"],
                "code": row["place_id"],
                "tip": tip(name, words),
            }
        )
        step = row["radius_m"] * 0.2
        edges += [{"path": part} for part in dashes(circle(row["lon"], row["lat"], row["radius_m"], 24), step, step)]
    return [
        pdk.Layer(
            "ScatterplotLayer",
            id="area",
            data=discs,
            get_position="position",
            get_radius="radius",
            radius_min_pixels=5,
            get_fill_color=[*rgb(PAPER), 110],
            pickable=True,
        ),
        pdk.Layer(
            "PathLayer",
            id="area-edge",
            data=edges,
            get_path="path",
            get_color=rgb(INK),
            get_width=1.5,
            width_units=pdk.types.String("pixels"),
            pickable=False,
        ),
    ]


def chosen_layers(region: Region, shapes: dict[str, dict], chosen: str | None) -> list[pdk.Layer]:
    """A red outline with a white one under it around what is chosen."""
    lines: list[list] = []
    if chosen in shapes:
        lines = rings_of(shapes[chosen])
    else:
        held = [row for row in areas_of(region.places) if row["place_id"] == chosen]
        lines = [circle(row["lon"], row["lat"], row["radius_m"]) for row in held]
        dots = region.sites[(region.sites["site_id"] == chosen) & (region.sites["mark"] == "dot")]
        lines += [circle(row["lon"], row["lat"], 260) for row in dots.to_dict("records")]
    return [
        pdk.Layer(
            "PathLayer",
            id=f"chosen-{width}",
            data=[{"path": line} for line in lines],
            get_path="path",
            get_color=rgb(colour),
            get_width=width,
            width_units=pdk.types.String("pixels"),
            joint_rounded=True,
            pickable=False,
        )
        for colour, width in ((PAPER, 8), (RED, 4))
        if lines
    ]


def site_layers(reader: Reader, sites: pd.DataFrame, zoom: float) -> list[pdk.Layer]:
    """A white dot with its category's letter at each address with coordinates; a count where they lie close."""
    dots = sites[sites["mark"] == "dot"].to_dict("records")
    rows = []
    for group in gathered([(dot["lon"], dot["lat"]) for dot in dots], zoom, CLOSE):
        here = [dots[position] for position in group]
        names = [f"{dot['member']} ({reader.say('category.' + dot['category']).lower()})" for dot in here]
        more = [reader.say("map.tip.more", count=len(names) - MOST_NAMES)] if len(names) > MOST_NAMES else []
        rows.append(
            {
                "position": [round(here[0]["lon"], 5), round(here[0]["lat"], 5)],
                "text": reader.say(f"map.letter.{here[0]['category']}") if len(here) == 1 else str(len(here)),
                "code": code_of(here),
                "tip": tip(*names[:MOST_NAMES], *more),
            }
        )
    common = {"data": rows, "get_position": "position", "pickable": True}
    return [
        pdk.Layer(
            "ScatterplotLayer",
            id="site",
            **common,
            get_radius=9,
            radius_units=pdk.types.String("pixels"),
            get_fill_color=rgb(PAPER),
            stroked=True,
            get_line_color=rgb(INK),
            line_width_units=pdk.types.String("pixels"),
            get_line_width=2,
        ),
        text_layer("site-letter", rows, size=12, ground=False),
    ]


def code_of(here: list[dict]) -> str:
    """What a click on a dot opens: the site, or what several have in common: address, area, municipality."""
    if len({(dot["lon"], dot["lat"]) for dot in here}) == 1:
        return here[0]["site_id"]
    areas = {dot["place_id"] for dot in here}
    return next(iter(areas)) if len(areas) == 1 and None not in areas else here[0]["municipality_code"]


def labels_of(reader: Reader, region: Region, measure: str, chosen: str | None, zoom: float) -> list[Label]:
    """Names, most wanted first: the chosen place, municipalities with their figures, parks with members, roads."""
    figures = region.shading.set_index("area_code")[FIGURE_OF[measure]]
    per_area = region.sites[region.sites["mark"].isin(["dot", "area"])].groupby("place_id").size()
    wanted = []
    for row in region.places.to_dict("records"):
        name = row[f"name_{reader.language}"]
        if row["kind"] == "municipality":
            text = f"{name}\n{written(reader, figures.get(row['place_id']), measure)}"
            rank, shift = 1, 0
        else:
            count = int(per_area.get(row["place_id"], 0))
            text = f"{name} · {count}" if count else name
            rank, shift = 2 if count else 4, -12 - round(radius_on_screen(row["radius_m"], row["lat"], zoom))
        rank = 0 if row["place_id"] == chosen else rank
        wanted.append((rank, Label(text, row["lon"], row["lat"], 13 if rank < 2 else 12, (0, shift))))
    for row in region.layers[region.layers["layer"].isin(["roads", "ferry"])].to_dict("records"):
        line = max(lines_of(json.loads(row["geojson"])), key=len)
        first, last = line[(len(line) - 1) // 2], line[len(line) // 2]
        middle = [(a + b) / 2 for a, b in zip(first, last, strict=True)]
        wanted.append((3, Label(row["name"], middle[0], middle[1], 11)))
    return [label for _, label in sorted(wanted, key=lambda found: found[0])]


def label_layer(reader: Reader, region: Region, measure: str, chosen: str | None, zoom: float) -> pdk.Layer:
    """The names that fit at this zoom."""
    rows = [
        {
            "position": [round(label.longitude, 4), round(label.latitude, 4)],
            "text": label.text,
            "size": label.size,
            "shift": list(label.shift),
        }
        for label in labels_that_fit(labels_of(reader, region, measure, chosen, zoom), zoom)
    ]
    return text_layer("label", rows, size="size", ground=True, get_pixel_offset="shift")


def text_layer(name: str, rows: list[dict], size: int | str, *, ground: bool, **more: object) -> pdk.Layer:
    """Words in Roboto; the alphabet is what the words need, å, ä and ö included."""
    return pdk.Layer(
        "TextLayer",
        id=name,
        data=rows,
        get_position="position",
        get_text="text",
        get_size=size,
        get_color=rgb(INK),
        font_family=pdk.types.String("Roboto, sans-serif"),
        font_weight=500,
        character_set=pdk.types.String("auto"),
        background=ground,
        get_background_color=[*rgb(PAPER), 235],
        background_padding=[4, 2],
        pickable=False,
        **more,
    )


def areas_of(places: pd.DataFrame) -> list[dict]:
    """The places that are known by centre and radius."""
    return places[places["radius_m"].notna()].to_dict("records")


def features(rows: pd.DataFrame) -> dict:
    """Rows of layers as GeoJSON, without properties that nobody sees."""
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": json.loads(text)} for text in rows["geojson"]],
    }


def tip(*lines: str) -> str:
    """What appears at the pointer: plain text, set as text by the browser, so that no name can be markup."""
    return "\n".join(lines)


def rgb(colour: str) -> list[int]:
    """`#rrggbb` as three numbers."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
