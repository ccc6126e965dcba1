"""What the map page shows beside the picture: the list of places, the chosen one's panel, the table twins."""

from functools import lru_cache, partial
from html import escape

import pandas as pd
import pydeck as pdk
import streamlit as st

from declaration.language import Reader
from declaration.maps.drawing import region_svg
from declaration.maps.region import Region, region_map
from declaration.maps.scale import BASE_YEAR, FIGURE_OF, written
from declaration.ui.choice import widget_key
from declaration.ui.edition import Edition
from declaration.ui.figures import csv_files
from declaration.ui.files import offer_files, picture_of
from declaration.ui.programme import park_line
from declaration.ui.tables import Column, csv_bytes, show_table
from declaration.ui.visit import Visit

#: The drawing for paper stands on the page unseen: a printed WebGL picture can be blank.
DRAWING_STYLE = """<style>
.st-key-map-drawing { display: none; }
@media print {
  .st-key-map-drawing { display: block; }
  .st-key-map-drawing img { width: 100%; height: auto; }
  [class*="st-key-picture-"] { display: none !important; }
}
</style>"""

#: No place chosen: the region's own code, as on the other pages.
WHOLE = "FH11"

#: Columns of the table of sites, in order; each can be searched and sorted by.
SITE_COLUMNS = ("member", "category", "address", "municipality", "area", "precision")


@lru_cache(maxsize=64)
def region_of(edition: Edition, category: str) -> Region:
    """What the map draws: layers, figures, places, and the sites of one line of business or all."""
    return Region(
        edition.ask("map_layers"),
        edition.ask("map_shading", base_year=BASE_YEAR, language=edition.language),
        edition.ask("map_places"),
        selected(edition.ask("map_sites"), category),
    )


@lru_cache(maxsize=64)
def _deck(edition: Edition, category: str, measure: str, place: str) -> pdk.Deck:
    return region_map(edition.reader, region_of(edition, category), measure, None if place == WHOLE else place)


@lru_cache(maxsize=32)
def _drawing(edition: Edition, category: str, measure: str, credit: str) -> str:
    region = region_of(edition, category)
    words = finding(edition.reader, region.shading, measure)
    return region_svg(edition.reader, region, measure, words["title"], words["subtitle"], credit)


def selected(sites: pd.DataFrame, category: str) -> pd.DataFrame:
    """The sites of one line of business, or all."""
    return sites if category == "all" else sites[sites["category"] == category]


def place_options(reader: Reader, places: pd.DataFrame, sites: pd.DataFrame) -> dict[str, str]:
    """Everything that can be chosen: the region, its municipalities, parks and port parts, members' sites."""
    say = reader.say
    options = {WHOLE: say("map.whole_region")}
    for row in places.to_dict("records"):
        name = row[f"name_{reader.language}"]
        if row["kind"] == "municipality":
            options[row["place_id"]] = say("map.option.municipality", name=name)
        else:
            kind = say(f"map.kind.{row['kind']}").lower()
            options[row["place_id"]] = say("map.option.area", name=name, kind=kind)
    for row in sites[sites["mark"] != "list"].to_dict("records"):
        options[row["site_id"]] = say("map.option.site", name=row["member"], where=where(reader, row))
    return options


def where(reader: Reader, site: dict) -> str:
    """Where a site lies, as exactly as it is known and in few words."""
    for held in (site[f"area_{reader.language}"], site["municipality"], site["town"]):
        if held and pd.notna(held):
            return held
    return reader.say("map.mark.list")


def pick_from_map(key: str) -> None:
    """Carry a click on the map into the list and the address; a click beside everything changes nothing."""
    for objects in st.session_state[key].selection["objects"].values():
        for held in objects:
            code = held.get("code") or held.get("properties", {}).get("code")
            if code:
                st.session_state[widget_key("place")] = st.query_params["place"] = code


def finding(reader: Reader, shading: pd.DataFrame, measure: str) -> dict[str, str]:
    """Title, subtitle and alternative text of the map, from its figures."""
    say, column = reader.say, FIGURE_OF[measure]
    ranked = shading[shading["area_code"] != WHOLE].dropna(subset=[column]).sort_values(column)
    lowest, highest = ranked.iloc[0], ranked.iloc[-1]
    blanks = {"year": int(highest["year"]), "base": BASE_YEAR}
    unit = say(f"map.unit.{measure}", **blanks)
    title = "rise" if measure == "change" and highest[column] > 0 else measure
    figures = {
        "lowest": lowest["name"],
        "highest": highest["name"],
        "lowest_figure": written(reader, lowest[column], measure),
        "highest_figure": written(reader, highest[column], measure),
    }
    return {
        "unit": unit,
        "title": say(f"map.title.{title}", name=highest["name"], figure=figures["highest_figure"], **blanks),
        "subtitle": say("map.subtitle", unit=unit),
        **figures,
    }


def show_picture(visit: Visit, category: str, measure: str, place: str, words: dict[str, str]) -> None:
    """The map itself. A new place gives a new picture, framed on it, so that no old selection lingers."""
    reader = visit.reader
    key = f"picture-{place}"
    sites = region_of(visit.edition, category).sites
    alt = {name: words[name] for name in ("highest", "highest_figure", "lowest", "lowest_figure")}
    st.pydeck_chart(
        _deck(visit.edition, category, measure, place),
        height=620,
        key=key,
        on_select=lambda: pick_from_map(key),
        selection_mode="single-object",
        alt=reader.say("map.alt", unit=words["unit"].lower(), sites=int((sites["mark"] == "dot").sum()), **alt),
    )


def show_drawing(visit: Visit, category: str, measure: str, words: dict[str, str], credit: str) -> None:
    """The whole region as a drawing: on paper instead of the picture, and to take away as PNG and SVG."""
    drawing = _drawing(visit.edition, category, measure, credit)
    st.html(DRAWING_STYLE)
    with st.container(key="map-drawing"):
        st.image(drawing, width="stretch", alt=words["title"])
    offer_files(visit, "map", [], picture_of(visit, f"{visit.release.id}_map_{measure}", drawing="map-drawing"))


def show_key(reader: Reader, sites: pd.DataFrame) -> None:
    """What the marks and letters mean; only letters that stand on the map."""
    say = reader.say
    used = sites.loc[sites["mark"] == "dot", "category"].unique()
    pairs = sorted((say(f"map.letter.{name}"), say(f"category.{name}").lower()) for name in used)
    lines = [say("map.key.dot"), say("map.key.area"), say("map.key.lines")]
    if pairs:
        lines.insert(1, say("map.key.letters", letters=", ".join(f"{letter} {name}" for letter, name in pairs)))
    st.markdown("\n".join(f"- {line}" for line in lines))


def show_panel(visit: Visit, region: Region, place: str) -> None:
    """What is known about the chosen place."""
    reader, say = visit.reader, visit.reader.say
    places = region.places.set_index("place_id")
    sites = region.sites.set_index("site_id", drop=False)
    if place in sites.index:
        _site_panel(reader, sites.loc[place])
        return
    if place not in places.index:
        _figures(reader, region.shading, WHOLE)
        counts = region.sites["mark"].value_counts()
        st.markdown(
            say(
                "map.panel.region",
                members=region.sites["member_id"].nunique(),
                dots=int(counts.get("dot", 0)),
                areas=int(counts.get("area", 0)),
                municipalities=int(counts.get("municipality", 0)),
                lists=int(counts.get("list", 0)),
            )
        )
        return
    chosen = places.loc[place]
    st.subheader(chosen[f"name_{reader.language}"])
    if chosen["kind"] == "municipality":
        _figures(reader, region.shading, place)
        here = region.sites[region.sites["municipality_code"] == place]
    else:
        kind = say(f"map.kind.{chosen['kind']}")
        st.markdown(f"{kind}, {chosen['municipality']}.")
        st.markdown(say("map.panel.approximate", radius=reader.number(chosen["radius_m"])))
        st.markdown(park_line(visit.edition, place))
        here = region.sites[region.sites["place_id"] == place]
    _sites_here(reader, here)
    if chosen["kind"] == "municipality":
        visit.link("statistics", say("map.panel.statistics"), place=place)


def _figures(reader: Reader, shading: pd.DataFrame, area_code: str) -> None:
    row = shading.set_index("area_code").loc[area_code]
    if area_code == WHOLE:
        st.subheader(row["name"])
    for measure, column in FIGURE_OF.items():
        unit = reader.say(f"map.unit.{measure}", year=int(row["year"]), base=BASE_YEAR)
        st.markdown(f"**{written(reader, row[column], measure)}**  \n{unit}")


def _sites_here(reader: Reader, here: pd.DataFrame) -> None:
    say = reader.say
    if here.empty:
        st.markdown(say("map.panel.none"))
        return
    st.markdown(say("map.panel.sites", count=here["member_id"].nunique()))
    items = []
    for row in here.to_dict("records"):
        category, mark = say(f"category.{row['category']}").lower(), say(f"map.mark.{row['mark']}")
        items.append(f"<li>{escape(row['member'])}, {escape(category)} ({escape(mark)})</li>")
    st.html(f"<ul>{''.join(items)}</ul>")


def _site_panel(reader: Reader, site: pd.Series) -> None:
    say = reader.say
    st.subheader(site["member"])
    lines = [say(f"category.{site['category']}")]
    lines += [site["site_name"]] if held(site["site_name"]) and site["site_name"] != site["member"] else []
    lines += [text for text in (address_of(site), where(reader, site.to_dict())) if text]
    lines.append(say(f"map.mark.{site['mark']}").capitalize() + ".")
    st.html("".join(f"<p>{escape(line)}</p>" for line in dict.fromkeys(lines)))
    if held(site["note"]):
        st.html(f"<p>{escape(site['note'])}</p>")
    source = escape(site["source"] or "")
    if held(site["source_url"]) and site["source_url"].startswith("https://"):
        source = f'<a href="{escape(site["source_url"], quote=True)}" rel="noopener">{source}</a>'
    checked = (
        f" {say('map.panel.verified', date=reader.date(site['verified_on']))}." if held(site["verified_on"]) else ""
    )
    st.html(f"<p>{escape(say('map.panel.source'))}: {source}.{escape(checked)}</p>")


def held(value: object) -> bool:
    """Whether a cell says anything."""
    return isinstance(value, str) and value != ""


def address_of(site: pd.Series | dict) -> str:
    """Street, postal code and town, as far as they are known."""
    town = " ".join(part for part in (site["postal_code"], site["town"]) if held(part))
    return ", ".join(part for part in (site["address"], town) if held(part))


def show_listed(reader: Reader, sites: pd.DataFrame) -> None:
    """Members who have no place on the map."""
    listed = sites[sites["mark"] == "list"]
    if listed.empty:
        return
    st.subheader(reader.say("map.listed.heading"), anchor="listed")
    st.markdown(reader.say("map.listed.text"))
    st.html("<ul>" + "".join(f"<li>{escape(name)}</li>" for name in listed["member"].unique()) + "</ul>")


def site_table(reader: Reader, sites: pd.DataFrame) -> pd.DataFrame:
    """The sites as the table twin shows them, every cell in words."""
    say = reader.say
    rows = [
        {
            "member": row["member"],
            "category": say(f"category.{row['category']}"),
            "address": address_of(row),
            "municipality": row["municipality"] if held(row["municipality"]) else "",
            "area": row[f"area_{reader.language}"] if held(row[f"area_{reader.language}"]) else "",
            "precision": say(f"map.mark.{row['mark']}"),
        }
        for row in sites.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=SITE_COLUMNS)


def found_in(rows: pd.DataFrame, words: str) -> pd.DataFrame:
    """The rows that hold every word that is searched for, in any column and case."""
    text = rows.agg(" ".join, axis=1).str.casefold() if len(rows) else pd.Series(dtype=str)
    for word in words.casefold().split():
        rows = rows[text.loc[rows.index].str.contains(word, regex=False)]
    return rows


def sorted_by(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows by one column as Swedish sorts: å, ä, ö last, empty cells at the end."""
    order = {"å": "{", "ä": "|", "ö": "}"}

    def key(cells: pd.Series) -> pd.Series:
        lowered = cells.str.casefold().map(lambda cell: "".join(order.get(letter, letter) for letter in cell))
        return lowered.mask(lowered == "", "~")

    return rows.sort_values(column, key=key, kind="stable")


def site_columns(reader: Reader) -> dict[str, Column]:
    """The headings of the table of sites."""
    return {name: Column(reader.say(f"map.column.{name}")) for name in SITE_COLUMNS}


def shading_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the municipalities' table."""
    say = reader.say
    return {
        "name": Column(say("map.column.municipality")),
        "emissions_t": Column(say("map.column.emissions"), reader.number),
        "kg_per_inhabitant": Column(say("map.column.per_inhabitant"), reader.number),
        "change_share": Column(say("map.column.change", base=BASE_YEAR), lambda x: reader.change(x, 1)),
    }


def show_rows(visit: Visit, key: str, caption: str, columns: dict[str, Column], rows: pd.DataFrame) -> None:
    """A table twin with its two files."""
    show_table(caption, columns, rows)
    files = csv_files(visit, f"{visit.release.id}_{key}", partial(csv_bytes, rows[list(columns)]))
    offer_files(visit, key, files)
