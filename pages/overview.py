"""The headline: how much the lorries emit, where that has to be, the gap between, and what changed."""

import streamlit as st

from declaration.ui.choice import choose_one, choose_yes_or_no
from declaration.ui.figures import show_figure
from declaration.ui.headline import (
    budget_line,
    changes_since,
    headline,
    key_figures,
    reasons,
    status_line,
    trajectory_figure,
)
from declaration.ui.programme import beside_official, programme_notice
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

heading, summary = st.container(), st.container()
with st.container(key="inputs"):
    left, middle, right = st.columns([2, 3, 2])
    places = visit.edition.places()
    with left:
        area = choose_one(say("overview.place"), "place", places, "FH11")
    targets = visit.ask("targets", area=area).set_index("target_id")
    with middle:
        names = targets[f"name_{reader.language}"].to_dict()
        target = choose_one(say("overview.target"), "target", names, next(iter(names)))
    with right:
        shapes = {key: say(f"shape.{key}") for key in ("linear", "constant_rate")}
        shape = choose_one(say("overview.shape"), "path", shapes, "linear")
    chosen = targets.loc[target]
    has_estimate = chosen["series"] == "road_freight"
    with_estimate = has_estimate and choose_yes_or_no(
        say("overview.with_estimate"), "estimate", True, say("overview.with_estimate.help")
    )
    st.markdown(f"**{names[target]}.** {chosen[f'description_{reader.language}']}")

basis = "with_estimate" if with_estimate else "observed"
verdict = visit.ask("assessment", target=target, area=area, basis=basis).iloc[0]
if visit.ask("target_path", target=target, area=area, shape=shape).empty:
    shape = "linear"
    st.info(say("overview.shape.not_for_zero"))

with heading:
    st.title(headline(reader, verdict, places[area]))
with summary:
    st.markdown(status_line(reader, verdict, places[area]))
    key_figures(reader, verdict, visit.ask("estimate", area=area if with_estimate else ""))

show_figure(visit, "trajectory", trajectory_figure(visit.edition, area, target, shape, basis))

st.markdown(budget_line(reader, verdict))
with st.expander(say("overview.reasons")):
    st.markdown(reasons(reader, verdict))

st.header(say("overview.changes"), anchor="changes")
st.markdown(changes_since(visit, area, chosen["series"], places[area]))
visit.link("statistics", say("overview.changes.link"))

st.header(say("programme.heading"), anchor="programme")
programme_notice(visit)
beside_official(visit)
visit.link("areas", say("programme.link"))

left, right = st.columns(2)
with left:
    st.header(say("overview.counts"), anchor="counts")
    st.markdown(say(f"overview.counts.{chosen['series']}"))
with right:
    st.header(say("overview.counts_not"), anchor="counts-not")
    st.markdown(say(f"overview.counts_not.{chosen['series']}"))
