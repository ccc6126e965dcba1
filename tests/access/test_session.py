"""Who visits, as the process that serves them sees it: which sign-in is set up, and which has been ended."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from declaration.access import ended, session
from declaration.access.standing import (
    CLOCKS_APART,
    EXPIRED,
    NOT_CONFIGURED,
    SIGNED_IN,
    SIGNED_OUT,
    read_roles,
)

SHARED = 'redirect_uri = "https://dashboard.example/oauth2callback"\ncookie_secret = "x"\n'
PROVIDER = 'client_id = "a"\nclient_secret = "b"\nserver_metadata_url = "https://p.example"\n'


@pytest.fixture(autouse=True)
def nothing_ended(monkeypatch):
    monkeypatch.setattr(ended, "_ended", {})


def claims(**others: object) -> dict:
    held = {"is_logged_in": True, "iss": "https://p.example", "sub": "kim", "groups": ["official"], "name": "Kim"}
    return held | {"provider": "default", "iat": datetime.now(UTC).timestamp() - 60} | others


def visit(monkeypatch, held: dict) -> None:
    """The visitor of what is called next."""
    user = SimpleNamespace(to_dict=lambda: dict(held))
    monkeypatch.setattr(session, "st", SimpleNamespace(user=user, logout=lambda: None))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        (f"[auth]\n{SHARED}{PROVIDER}", (None,)),
        (f"[auth]\n{SHARED}[auth.entra]\n{PROVIDER}[auth.bank]\n{PROVIDER}", ("bank", "entra")),
        (f"[auth]\n{SHARED}[auth.entra]\n{PROVIDER}[auth.half]\nclient_id = 'a'\n", ("entra",)),
        (f"[auth]\n{SHARED}", ()),
        (f"[auth]\n{PROVIDER}", ()),
        (f"[auth]\ncookie_secret = ''\nredirect_uri = 'https://x/oauth2callback'\n{PROVIDER}", ()),
    ],
)
def test_the_providers_are_those_that_are_set_up_whole(secrets, text, found):
    secrets(text)
    assert session.providers() == found


def test_a_sign_in_counts_for_the_address_that_the_provider_leads_back_to(secrets):
    assert session.canonical_origin() == ""
    secrets(f"[auth]\n{SHARED}{PROVIDER}")
    assert session.canonical_origin() == "https://dashboard.example"


def test_without_a_provider_nobody_is_signed_in_whatever_they_claim(secrets, monkeypatch):
    visit(monkeypatch, claims())
    assert session.current_standing().why == NOT_CONFIGURED


def test_nobody_invented_stays_when_a_members_own_report_comes(secrets, monkeypatch, tmp_path):
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path))
    secrets(f"[auth]\n{SHARED}{PROVIDER}try_out = true\n")
    visit(monkeypatch, claims())
    assert session.current_standing().why == SIGNED_IN
    receipt = tmp_path / "inbox" / "slp" / "2025" / "1-0123456789ab" / "receipt.json.sealed"
    receipt.parent.mkdir(parents=True)
    receipt.write_bytes(b"")
    assert session.current_standing().why == NOT_CONFIGURED
    assert session.providers() == ()
    secrets(f"[auth]\n{SHARED}{PROVIDER}")
    assert session.current_standing().why == SIGNED_IN


def test_who_signs_out_in_one_tab_is_signed_out_in_the_others(secrets, monkeypatch):
    secrets(f"[auth]\n{SHARED}{PROVIDER}")
    held = claims()
    visit(monkeypatch, held)
    assert session.current_standing().why == SIGNED_IN
    session.sign_out()
    assert session.current_standing().why == SIGNED_OUT


@pytest.mark.parametrize("other", [{"sub": "robin"}, {"iat": 1.0}, {"iss": "https://q.example"}, {"nonce": "n"}])
def test_another_sign_in_goes_on(secrets, monkeypatch, other):
    secrets(f"[auth]\n{SHARED}{PROVIDER}")
    visit(monkeypatch, claims() | other)
    before = session.current_standing().why
    assert before == (EXPIRED if "iat" in other else SIGNED_IN)
    visit(monkeypatch, claims())
    session.sign_out()
    visit(monkeypatch, claims() | other)
    assert session.current_standing().why == before


def test_what_was_ended_is_forgotten_when_it_would_have_ended_by_itself(monkeypatch):
    now = datetime.now(UTC)
    lasts = read_roles().valid + CLOCKS_APART
    for number in range(100):
        ended.end(claims(sub=str(number)), now, now + lasts)
    assert len(ended._ended) == 100
    ended.end(claims(), now + lasts + timedelta(seconds=1), now + 2 * lasts)
    assert len(ended._ended) == 1
