"""The member's report: the template, every problem of the file in its place, what others will see, and the receipt."""

import streamlit as st

from declaration.ui.programme import programme_notice
from declaration.ui.report_desk import choose_year, open_desk
from declaration.ui.report_file import show_problems, take_report
from declaration.ui.report_preview import show_readers, show_what_is_sent
from declaration.ui.report_sending import send
from declaration.ui.report_status import show_history, show_status
from declaration.ui.report_target import state_target
from declaration.ui.report_template import offer_template
from declaration.ui.visit import current_visit

visit = current_visit()
say = visit.reader.say

st.title(say("page.report"))
programme_notice(visit)
st.markdown(say("desk.lead"))

desk = open_desk(visit)
year = choose_year(desk)
show_status(desk, year)

st.header(say("desk.template"), anchor="template")
offer_template(desk, year)

st.header(say("desk.readers"), anchor="readers")
show_readers(desk)

st.header(say("desk.hand_in", year=year), anchor="hand-in")
st.markdown(say("desk.hand_in.text"))
checked = take_report(desk, year)
if checked is not None:
    show_problems(desk, checked)
    if checked.is_ready:
        show_what_is_sent(desk, checked)
        send(desk, checked)

st.header(say("desk.target"), anchor="target")
state_target(desk)

st.header(say("desk.history"), anchor="history")
show_history(desk)
