"""The sign-in page: with no provider, with one, and with several to choose from."""

import pytest

from declaration.access.standing import NOT_CONFIGURED, SIGNED_OUT, Standing
from declaration.language import reader_of
from declaration.routes import LANGUAGES

SHARED = 'redirect_uri = "https://dashboard.example/oauth2callback"\ncookie_secret = "x"\n'
PROVIDER = 'client_id = "a"\nclient_secret = "b"\nserver_metadata_url = "https://p.example"\n'


def buttons(test) -> list[str]:
    return [button.label for button in test.button]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["sign_in", "stand"])
def test_without_a_provider_the_page_says_what_is_missing_and_offers_nothing(open_page, secrets, key, language):
    say = reader_of(language).say
    test = open_page(key, language, standing=Standing(NOT_CONFIGURED))
    assert say("sign_in.not_configured") in [info.value for info in test.info]
    assert buttons(test) == []
    assert say("sign_in.link") not in [link.proto.label for link in test.get("page_link")]


def test_one_provider_is_one_button(open_page, secrets):
    secrets(f"[auth]\n{SHARED}{PROVIDER}")
    assert buttons(open_page("sign_in", standing=Standing(SIGNED_OUT))) == [reader_of("sv").say("sign_in.button")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_providers_are_told_apart_by_their_names(open_page, secrets, language):
    secrets(f"[auth]\n{SHARED}[auth.entra]\n{PROVIDER}[auth.bank]\n{PROVIDER}")
    say = reader_of(language).say
    expected = [say("sign_in.button_with", provider=name) for name in ("bank", "entra")]
    assert buttons(open_page("sign_in", language, standing=Standing(SIGNED_OUT))) == expected


def test_the_head_leads_to_the_sign_in_page_from_every_other(open_page):
    label = reader_of("sv").say("sign_in.link")
    for key, count in (("overview", 1), ("sign_in", 0)):
        test = open_page(key, standing=Standing(SIGNED_OUT))
        assert [link.proto.label for link in test.get("page_link")].count(label) == count
