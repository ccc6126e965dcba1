"""Explore the official statistics: sub-sector × place × year, several places at once, and what releases revised."""

import streamlit as st

from declaration.ui.choice import choose_between, choose_one, choose_several
from declaration.ui.figures import show_figure
from declaration.ui.series import MEASURES, release_names, revisions_figure, sector_names, series_figure
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.statistics"))
st.markdown(say("statistics.lead"))

sectors, places = sector_names(visit.edition), visit.edition.places()

left, right = st.columns(2)
with left:
    sector = choose_one(say("statistics.sector"), "sector", sectors, "transport.road_freight")
with right:
    chosen = choose_several(say("statistics.places"), "place", places, ["FH11", "1283"], most=6)

releases = visit.ask("releases_of_sector", sector=sector).set_index("release")
names = release_names(visit.edition, sector)
main_release = releases.sort_values("is_main", ascending=False, kind="stable").index[0]
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
held = releases.loc[release]
if held[f"note_{reader.language}"]:
    st.info(held[f"note_{reader.language}"])

if not chosen:
    st.info(say("statistics.no_place"))
else:
    years = choose_between(say("statistics.years"), "years", int(held["first_year"]), int(held["last_year"]))
    figure, absent = series_figure(visit.edition, sector, release, tuple(chosen), measure, years)
    if absent:
        st.info(say("statistics.absent", places=", ".join(absent), measure=say(f"measure.{measure}").lower()))
    if figure is None:
        st.info(say("statistics.nothing"))
    else:
        show_figure(visit, "series", figure)

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
    figure = revisions_figure(visit.edition, sector, area, earlier, later)
    if figure is None:
        st.info(say("revisions.no_common_year"))
    else:
        show_figure(visit, "revisions", figure)
