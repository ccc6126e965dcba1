"""The five transition areas: where each stands against its path, what moves it, what is done, what is official."""

import streamlit as st

from declaration.ui.areas import AREAS, FUELS, area_heading, electric_figure, fleet_figure, obligation_columns
from declaration.ui.choice import choose_one, choose_yes_or_no
from declaration.ui.figures import show_figure
from declaration.ui.programme import (
    TOTAL,
    area_status,
    areas_figure,
    cells_table,
    change_figure,
    change_years,
    coverage_table,
    drivers_table,
    left_out_table,
    measures_table,
    parts_table,
    programme_line,
    programme_notice,
)
from declaration.ui.tables import show_html, show_table
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.areas"))
st.markdown(say("areas.lead"))
st.markdown("\n".join(f"1. [{say(f'area.{area}')}](#{area})" for area in AREAS))

programme_notice(visit)
st.markdown(programme_line(visit))
with st.container(key="inputs"):
    columns = st.columns(3)
    with columns[0]:
        own_scale = choose_yes_or_no(say("programme.own_scale"), "own-scale", False, say("programme.own_scale.help"))
    with columns[1]:
        matched = choose_yes_or_no(say("programme.matched"), "matched", True, say("programme.matched.help"))
    with columns[2]:
        constant = choose_yes_or_no(say("programme.constant"), "constant", False, say("programme.constant.help"))
view, factors = ("like_for_like" if matched else "reported"), ("constant" if constant else "own_year")
show_figure(visit, "areas", areas_figure(visit.edition, view, factors, not own_scale))

st.header(say("programme.change"), anchor="change")
pairs = change_years(visit.edition)
left, right = st.columns(2)
with left:
    names = {TOTAL: say("programme.total")} | {area: say(f"area.{area}") for area in AREAS}
    chosen = choose_one(say("programme.change.area"), "area", names, TOTAL)
with right:
    labels = {code: f"{first}–{last}" for code, (first, last) in pairs.items()}
    years = choose_one(say("programme.change.years"), "years", labels, next(iter(labels)))
show_figure(visit, "change", change_figure(visit.edition, chosen, *pairs[years]))
st.markdown(say("programme.change.how"))

st.header(say("programme.cells"), anchor="cells")
st.markdown(say("programme.cells.how"))
st.html(cells_table(visit.edition, "category"))
st.html(cells_table(visit.edition, "park"))
visit.link("method", say("programme.cells.link"))

with st.expander(say("programme.where_from")):
    last_year = int(visit.ask("programme_coverage")["year"].iloc[-1])
    st.markdown(say("programme.where_from.text"))
    st.html(coverage_table(visit.edition))
    st.html(parts_table(visit.edition, last_year))
    st.html(left_out_table(visit.edition, last_year))
    visit.link("method", say("programme.where_from.link"))

fleet_years = visit.ask("fleet_years")
first_year, last_fleet_year = (int(y) for y in fleet_years.loc[fleet_years["has_country"], "year"].iloc[[0, -1]])
for area in AREAS:
    area_heading(visit, area)
    show_html(drivers_table(visit.edition, area))
    area_status(visit, area)
    st.markdown(say("programme.measures.apart"))
    show_html(measures_table(visit.edition, area))
    if area == "fossil_free_energy":
        left, right = st.columns(2)
        with left:
            vehicles = {key: say(f"vehicle.{key}") for key in ("heavy_lorry", "light_lorry")}
            vehicle = choose_one(say("areas.vehicle"), "vehicle", vehicles, "heavy_lorry", segmented=True)
        with right:
            fuels = {key: say(f"fuel.{key}") for key in FUELS}
            fuel = choose_one(say("areas.fuel"), "fuel", fuels, "electric_gas", segmented=True)
        show_figure(visit, "fleet", fleet_figure(visit.edition, vehicle, fuel, first_year, last_fleet_year))
        with st.expander(say("areas.obligation.heading")):
            st.markdown(say("areas.obligation.text"))
            show_table(say("areas.obligation.caption"), obligation_columns(reader), visit.ask("reduction_obligation"))
    if area == "technology_infrastructure":
        show_figure(visit, "electric", electric_figure(visit.edition, vehicle))
