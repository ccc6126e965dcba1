"""Choices that live in the address, so that a link reopens what was seen.

The address holds codes (`?place=1283`), never labels: a link survives a change of words and of language. A
widget's own key names its page and language too: Streamlit forgets a widget's value when another page is shown
but not its key, so a page of the same session would otherwise start from a key without a value.
"""

import re
from collections.abc import Callable, Mapping

import streamlit as st

from declaration.ui.visit import current_visit


def widget_key(key: str) -> str:
    """The widget's key: the name in the address, on this page, in this language."""
    visit = current_visit()
    return f"{visit.route.key}-{visit.reader.language}-{key}"


def _write(key: str, default: object) -> Callable[[], None]:
    """A callback that carries a widget's new value into the address; the default leaves no trace there."""
    widget = widget_key(key)

    def carry() -> None:
        value = st.session_state[widget]
        if value == default or value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = value

    return carry


def _begin(key: str, value: object) -> str:
    """Gives the widget its first value, unless it has one. Returns the widget's key."""
    widget = widget_key(key)
    if widget not in st.session_state:
        st.session_state[widget] = value
    return widget


def choose_one(label: str, key: str, options: Mapping[str, str], default: str, *, segmented: bool = False) -> str:
    """One of `options` (code → label). An unknown code in the address gives the default."""
    asked = st.query_params.get(key, default)
    widget = _begin(key, asked if asked in options else default)
    if st.session_state[widget] not in options:
        st.session_state[widget] = default
    common = {"format_func": options.__getitem__, "key": widget, "on_change": _write(key, default)}
    if segmented:
        return st.segmented_control(label, list(options), required=True, **common)
    return st.selectbox(label, list(options), **common)


def choose_several(label: str, key: str, options: Mapping[str, str], default: list[str], most: int) -> list[str]:
    """Up to `most` of `options`; unknown codes in the address are passed over."""
    asked = [code for code in st.query_params.get_all(key) if code in options][:most]
    widget = _begin(key, asked or default)
    return st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=widget,
        max_selections=most,
        on_change=_write(key, default),
    )


def choose_yes_or_no(label: str, key: str, default: bool, help_text: str | None = None) -> bool:
    """A switch; the address says `yes` or `no`."""
    asked = st.query_params.get(key)
    widget = _begin(key, default if asked not in ("yes", "no") else asked == "yes")

    def carry() -> None:
        if st.session_state[widget] == default:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = "yes" if st.session_state[widget] else "no"

    return st.toggle(label, key=widget, help=help_text, on_change=carry)


def choose_between(label: str, key: str, least: int, most: int) -> tuple[int, int]:
    """A range of years; the address says `2005-2023`."""
    found = re.fullmatch("([0-9]{4})-([0-9]{4})", st.query_params.get(key, ""))
    asked = (int(found[1]), int(found[2])) if found else (least, most)
    widget = _begin(key, asked if least <= asked[0] <= asked[1] <= most else (least, most))

    def carry() -> None:
        first, last = st.session_state[widget]
        if (first, last) == (least, most):
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = f"{first}-{last}"

    return st.slider(label, least, most, key=widget, on_change=carry)
