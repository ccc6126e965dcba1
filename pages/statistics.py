"""Explore the official statistics: sub-sector × place × year, several places at once, and what releases revised."""

import streamlit as st

from declaration.charts.history import lines_chart, revisions_chart
from declaration.ui.choice import choose_between, choose_one, choose_several
from declaration.ui.drawing import drawn
from declaration.ui.figures import Words, show_figure
from declaration.ui.series import MEASURES, measured, revision_columns, series_columns
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.statistics"))
st.markdown(say("statistics.lead"))

sectors = visit.ask("sectors").set_index("sector_key")[f"name_{reader.language}"].to_dict()
places = visit.ask("places", language=reader.language).set_index("area_code")["name"].to_dict()

left, right = st.columns(2)
with left:
    sector = choose_one(say("statistics.sector"), "sector", sectors, "transport.road_freight")
with right:
    chosen = choose_several(say("statistics.places"), "place", places, ["FH11", "1283"], most=6)

releases = visit.ask("releases_of_sector", sector=sector)
names = releases.set_index("release")[f"title_{reader.language}"].to_dict()
main_release = releases.sort_values("is_main", ascending=False, kind="stable")["release"].iloc[0]
left, right = st.columns(2)
with left:
    measure = choose_one(
        say("statistics.measure"),
        "measure",
        {key: say(f"measure.{key}") for key in MEASURES},
        "total",
        segmented=True,
    )
with right:
    release = choose_one(say("statistics.release"), "version", names, main_release)
note = releases.set_index("release")[f"note_{reader.language}"][release]
if note:
    st.info(note)

if not chosen:
    st.info(say("statistics.no_place"))
else:
    series = visit.ask("series", release=release, sector=sector, areas=chosen)
    held = releases.set_index("release").loc[release]
    first, last = choose_between(say("statistics.years"), "years", int(held["first_year"]), int(held["last_year"]))
    shown = measured(series[series["year"].between(first, last)], measure, places, chosen)
    absent = [places[area] for area in chosen if places[area] not in set(shown["place"])]
    if absent:
        st.info(say("statistics.absent", places=", ".join(absent), measure=say(f"measure.{measure}").lower()))
    if shown.empty:
        st.info(say("statistics.nothing"))
    else:
        words = Words(
            title=say("statistics.title", sector=sectors[sector]),
            subtitle=say(f"measure.{measure}.unit", year=int(shown["year"].min())),
            alt=say("statistics.alt", sector=sectors[sector], places=", ".join(shown["place"].unique())),
            source=names[release],
        )
        chart = drawn(lines_chart, reader, shown, MEASURES[measure])
        show_figure(visit, "series", words, chart, shown, series_columns(reader, measure))

st.header(say("revisions.heading"), anchor="revisions")
st.markdown(say("revisions.lead"))
dated = [name for name in names if "-" in name]
left, middle, right = st.columns(3)
with left:
    area = choose_one(say("revisions.place"), "revised", places, "FH11")
if len(dated) < 2:
    st.info(say("revisions.only_one"))
else:
    with middle:
        later = choose_one(say("revisions.later"), "later", {r: names[r] for r in dated}, dated[0])
    with right:
        before = {r: names[r] for r in dated if r != later}
        earlier = choose_one(say("revisions.earlier"), "earlier", before, next(iter(before)))
    revised = visit.ask("revisions", sector=sector, area=area, earlier=earlier, later=later)
    if revised.empty:
        st.info(say("revisions.no_common_year"))
    else:
        words = Words(
            title=say("revisions.title", sector=sectors[sector], place=places[area]),
            subtitle=say("revisions.subtitle", earlier=earlier, later=later),
            alt=say("revisions.alt", sector=sectors[sector], place=places[area], count=len(revised)),
            source=f"{names[earlier]}; {names[later]}",
        )
        chart = drawn(revisions_chart, reader, revised, earlier, later)
        show_figure(visit, "revisions", words, chart, revised, revision_columns(reader))
