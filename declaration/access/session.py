"""The visitor of this session, as Streamlit's own sign-in has verified it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from declaration.access.ended import end, is_ended
from declaration.access.real import holds_real_reports
from declaration.access.register import member_ids
from declaration.access.standing import CLOCKS_APART, NOT_CONFIGURED, SIGNED_OUT, Standing, read_roles, standing
from declaration.home import home_folder

#: what the shared part of `[auth]` holds beside the providers
_SHARED = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def providers() -> tuple[str | None, ...]:
    """The names of the configured providers; (None,) for a single one without a name, () for none.

    The demonstration's own is none from the moment that a member's own report has come to lie in the home.
    """
    held = dict(get_secrets_auth_section())
    if not all(held.get(key) for key in _SHARED) or (held.get("try_out") and holds_real_reports(home_folder())):
        return ()
    if all(held.get(key) for key in _PROVIDER):
        return (None,)
    named = (name for name, part in held.items() if hasattr(part, "get") and all(part.get(key) for key in _PROVIDER))
    return tuple(sorted(named))


def canonical_origin() -> str:
    """Scheme, host and port that the provider sends people back to; a sign-in counts for no other."""
    return str(get_secrets_auth_section().get("redirect_uri", "")).removesuffix("/oauth2callback")


def current_standing() -> Standing:
    """Where the visitor stands at this moment; asked anew at every run, so that a sign-in ends while a page is open."""
    return standing_of(st.user.to_dict())


def standing_of(claims: Mapping[str, object]) -> Standing:
    """Where the bearer of these verified claims stands at this moment."""
    if not providers():
        return Standing(NOT_CONFIGURED)
    if is_ended(claims):
        return Standing(SIGNED_OUT)
    return standing(claims, member_ids(), read_roles(), datetime.now(UTC))


def sign_out() -> None:
    """End the visitor's sign-in, in every tab and wherever else its cookie lies, and lead to the provider's way out."""
    now = datetime.now(UTC)
    end(st.user.to_dict(), now, now + read_roles().valid + CLOCKS_APART)
    st.logout()
