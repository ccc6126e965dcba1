"""The accessibility statement."""

import streamlit as st

from declaration.contact import contact
from declaration.ui.visit import current_visit

visit = current_visit()
st.title(visit.reader.say("page.accessibility"))
known = contact()
updated = visit.reader.date(known["accessibility_statement_updated"])
st.markdown(visit.reader.prose("accessibility").format(**known, date=updated))
