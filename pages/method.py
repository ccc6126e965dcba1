"""Definitions, sources, how forecast and status are made, every file, how to cite, what changed, who to ask."""

import streamlit as st

from declaration.contact import contact
from declaration.ui.method import (
    audit_line,
    backtest_columns,
    backtest_rows,
    changes_line,
    citation,
    downloads,
    factors_found,
    release_columns,
    releases,
    step_columns,
    worked_example,
    worked_line_text,
    worked_steps,
)
from declaration.ui.tables import show_table
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.method"))
st.markdown(reader.prose("method_counts"))

st.header(say("method.sources"), anchor="sources")
st.markdown(reader.prose("method_sources"))
show_table(say("method.releases.caption"), release_columns(reader), releases(visit))

st.header(say("method.forecast"), anchor="forecast")
st.markdown(reader.prose("method_forecast"))
show_table(say("method.backtest.caption"), backtest_columns(reader), backtest_rows(visit))

st.header(say("method.example"), anchor="example")
st.markdown(worked_example(visit))

st.header(say("method.accounting"), anchor="accounting")
st.markdown(reader.prose("method_accounting"))
st.subheader(say("method.line"), anchor="line")
st.markdown(worked_line_text(visit))
show_table(say("method.line.caption"), step_columns(reader), worked_steps(visit))

st.subheader(say("method.factors"), anchor="factors")
wanted = st.text_input(say("method.factors.search"), key="factors", placeholder=say("method.factors.placeholder"))
count, factors = factors_found(visit.edition, wanted)
st.markdown(say("method.factors.found", count=reader.number(count)))
with st.container(key="factor-table"):
    st.html(factors)

st.header(say("method.protection"), anchor="protection")
st.markdown(reader.prose("method_protection"))
st.markdown(audit_line(visit))

st.header(say("method.files"), anchor="files")
st.markdown(say("method.files.text"))
downloads(visit)

st.header(say("method.cite"), anchor="cite")
st.markdown(say("method.cite.text"))
st.code(citation(visit, contact()["site_address"]), language=None, wrap_lines=True)

st.header(say("method.changes"), anchor="changes")
st.markdown(reader.prose("changes"))
st.markdown(changes_line(visit))

st.header(say("method.contact"), anchor="contact")
st.markdown(say("method.contact.text", **contact()))
