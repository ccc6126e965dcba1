"""The steering group's meeting: status, what changed, what the measures cover, decisions; on the wall and on paper."""

import streamlit as st

from declaration.ui.meeting import offer_log, open_meeting, show_contents, show_sheet, show_wall, wanted_slide
from declaration.ui.meeting_log import write_decisions, write_measures
from declaration.ui.programme import programme_notice
from declaration.ui.visit import current_visit

visit = current_visit()
say = visit.reader.say

heading = st.container()
meeting = open_meeting(visit)
slide = wanted_slide(meeting)
if slide is not None:
    show_wall(meeting, slide)
    st.stop()

with heading:
    st.title(say("page.meeting"))
    programme_notice(visit)
    st.markdown(say("meeting.lead"))
show_contents(meeting)

for sheet in meeting.sheets:
    show_sheet(meeting, sheet)
    if sheet.key == "measures":
        write_measures(meeting)
    if sheet.key == "decisions":
        write_decisions(meeting)

if meeting.log is not None:
    st.markdown(say("meeting.log.how"))
    offer_log(meeting)
