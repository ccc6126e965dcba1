"""Keeps the document's language right when a reader changes language without loading the page anew.

The serving door sends each address with its language. Streamlit changes pages inside the same document and
sets the title then, but leaves `<html lang>` as it was: a screen reader would read English aloud as if it
were Swedish.
"""

import streamlit as st

from declaration.ui.visit import Visit

_FOLLOW = st.components.v2.component(
    "document_language",
    js="""
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.language;
  // Takes no room in the page's column.
  parentElement.closest('[data-testid="stElementContainer"]')?.style.setProperty("position", "absolute");
}
""",
    isolate_styles=False,
)


def follow(visit: Visit) -> None:
    """Tell the browser the language of the page it shows now. The same element on every page."""
    _FOLLOW(key="document-language", data={"language": visit.reader.language})
