"""The headline: how much the lorries emit, where that has to be, the gap between, and what changed."""

import streamlit as st

from declaration.charts.trajectory import trajectory_chart
from declaration.ui.choice import choose_one, choose_yes_or_no
from declaration.ui.drawing import drawn
from declaration.ui.figures import show_figure
from declaration.ui.headline import (
    brackets_of,
    budget_line,
    changes_since,
    figure_columns,
    figure_rows,
    figure_words,
    headline,
    key_figures,
    reasons,
    status_line,
)
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

heading, summary = st.container(), st.container()
with st.container(key="inputs"):
    left, middle, right = st.columns([2, 3, 2])
    places = visit.ask("places", language=reader.language).set_index("area_code")["name"].to_dict()
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
observed = visit.ask("observed", series=chosen["series"], area=area)
path = visit.ask("target_path", target=target, area=area, shape=shape)
if path.empty:
    shape = "linear"
    path = visit.ask("target_path", target=target, area=area, shape=shape)
    st.info(say("overview.shape.not_for_zero"))
forecast = visit.ask("forecast", series=chosen["series"], area=area, basis=basis, last_year=int(chosen["target_year"]))
estimate = visit.ask("estimate", area=area if with_estimate else "")

with heading:
    st.title(headline(reader, verdict, places[area]))
with summary:
    st.markdown(status_line(reader, verdict, places[area]))
    key_figures(reader, verdict, estimate)

show_figure(
    visit,
    "trajectory",
    figure_words(reader, verdict, places[area], names[target]),
    drawn(
        trajectory_chart,
        reader,
        observed,
        path,
        forecast,
        estimate,
        brackets_of(reader, verdict, shape),
        visit.built_year,
    ),
    figure_rows(observed, estimate, forecast, path),
    figure_columns(reader),
)

st.markdown(budget_line(reader, verdict))
with st.expander(say("overview.reasons")):
    st.markdown(reasons(reader, verdict))

st.header(say("overview.changes"), anchor="changes")
st.markdown(changes_since(visit, area, chosen["series"], places[area]))
visit.link("statistics", say("overview.changes.link"))

left, right = st.columns(2)
with left:
    st.header(say("overview.counts"), anchor="counts")
    st.markdown(say(f"overview.counts.{chosen['series']}"))
with right:
    st.header(say("overview.counts_not"), anchor="counts-not")
    st.markdown(say(f"overview.counts_not.{chosen['series']}"))
