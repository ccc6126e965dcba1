"""The map: lorry emissions by municipality, the port, the parks and the members' sites, with table twins."""

import streamlit as st

from declaration.maps.scale import LIMITS, legend_html
from declaration.ui.choice import choose_one, widget_key
from declaration.ui.figures import credit
from declaration.ui.map import (
    SITE_COLUMNS,
    WHOLE,
    finding,
    found_in,
    place_options,
    region_of,
    shading_columns,
    show_drawing,
    show_key,
    show_listed,
    show_panel,
    show_picture,
    show_rows,
    site_columns,
    site_table,
    sorted_by,
)
from declaration.ui.programme import cells_table, programme_notice
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.map"))
st.markdown(say("map.lead"))

left, middle, right = st.columns(3)
with left:
    measures = {key: say(f"map.measure.{key}") for key in LIMITS}
    measure = choose_one(say("map.measure"), "shading", measures, "total", segmented=True)
with middle:
    held = {name: say(f"category.{name}") for name in visit.ask("map_sites")["category"].unique()}
    categories = {"all": say("map.category.all"), **dict(sorted(held.items(), key=lambda pair: pair[1]))}
    category = choose_one(say("map.category"), "category", categories, "all")
region = region_of(visit.edition, category)
shading = region.shading
with right:
    place = choose_one(say("map.place"), "place", place_options(reader, region.places, region.sites), WHOLE)

words = finding(reader, shading, measure)
with st.container(key="figure-map"):
    st.subheader(words["title"], anchor="map")
    st.markdown(words["subtitle"])
    left, right = st.columns([11, 9], gap="medium")
    with left:
        show_picture(visit, category, measure, place, words)
        missing = bool(shading["emissions_t"].isna().any())
        st.html(legend_html(reader, measure, words["unit"], missing=missing))
    with right, st.container(key="panel"):
        show_panel(visit, region, place)
    show_key(reader, region.sites)
    source = say("source.smhi", release=shading["release"].iloc[0])
    sources = f"{credit(visit, source)} {say('map.attribution')}"
    st.caption(sources)
    show_drawing(visit, category, measure, words, sources)

st.header(say("map.sites.heading"), anchor="sites")
left, right = st.columns(2)
with left:
    search = st.text_input(say("map.search"), key=widget_key("search"), help=say("map.search.help"))
with right:
    headings = {name: say(f"map.column.{name}") for name in SITE_COLUMNS}
    order = choose_one(say("map.sort"), "sort", headings, "member")
rows = sorted_by(found_in(site_table(reader, region.sites), search), order)
if rows.empty:
    st.info(say("map.sites.none"))
else:
    caption = say("map.sites.caption", count=len(rows))
    show_rows(visit, "sites", caption, site_columns(reader), rows)
show_listed(reader, region.sites)

st.header(say("map.parks.heading"), anchor="parks")
programme_notice(visit)
st.markdown(say("programme.cells.how"))
st.html(cells_table(visit.edition, "park"))

st.header(say("map.shading.heading"), anchor="municipalities")
caption = say("map.shading.caption", year=str(shading["year"].iloc[0]))
show_rows(visit, "municipalities", caption, shading_columns(reader), shading)
