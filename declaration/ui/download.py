"""Files that are made when somebody asks for them.

Streamlit makes them without running the page, for as long as the page's socket is open: whether the page still opens
for its reader has to be asked once more.
"""

import logging
from collections.abc import Callable

import streamlit as st

from declaration.access.rules import may_open
from declaration.access.session import standing_of
from declaration.release.progress import why_failed
from declaration.ui.visit import Visit


class NotMadeError(RuntimeError):
    """A file was not made. It has no words: Streamlit logs what an error says."""


def while_signed_in(visit: Visit, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What a download button calls for its file: `make`, for as long as the page opens for who signed in to it.

    It raises NotMadeError where the sign-in has expired or was ended, and where making fails. The log has the failure's
    kind and place, never its message: that may quote a member's figure.
    """
    claims = st.user.to_dict()

    def made() -> bytes:
        if not may_open(visit.route.key, standing_of(claims).person):
            raise NotMadeError
        try:
            return make()
        except Exception as failure:
            logging.getLogger(__name__).error("a file of %s was not made: %s", visit.route.key, why_failed(failure))
        raise NotMadeError

    return made
