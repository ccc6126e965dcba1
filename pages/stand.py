"""Being built."""

import streamlit as st

from declaration.ui.visit import current_visit

st.title(current_visit().reader.say("page.stand"))
