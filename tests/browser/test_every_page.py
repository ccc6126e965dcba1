"""Every page in both languages, for whom it opens: from our server alone, accessible, and no wider than the screen.

One visit a page and language, at both widths: in Swedish the wide screen is drawn first and then made narrow, in
English the narrow one is made wide. Foreign requests and errors in the browser fail in `context`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from declaration.language import reader_of
from declaration.routes import LANGUAGES, ROUTES, Route
from declaration.steward.routes import STEWARD_ROUTES
from tests.browser.conftest import READY, at_rest, cookie_for
from tests.door.running import Server, running_room

EVERY_PAGE = [(route, language) for route in ROUTES for language in LANGUAGES]
STEWARDS = [(route, language) for route in STEWARD_ROUTES for language in LANGUAGES]
WIDTHS = {"sv": (1280, 390), "en": (390, 1280)}
#: Streamlit's own findings: rule → part of the offending element's markup, with the reason it is not ours.
STREAMLITS_OWN: dict[str, dict[str, str]] = {}


def is_streamlits_own(rule: str, node: dict) -> bool:
    return any(part in node["html"] for part in STREAMLITS_OWN.get(rule, {}))


def serious_findings(page: Page) -> list[str]:
    """What axe-core calls serious or critical, a line each."""
    return [
        f"{finding['id']}: {finding['help']} → {node['html'][:300]}"
        for finding in Axe().run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
        if not is_streamlits_own(finding["id"], node)
    ]


def overhang(page: Page, width: int) -> int:
    """By how many pixels the page is wider than the screen."""
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    return max(0, max(widths) - width)


def prove(page: Page, open_page: Callable[[], object], language: str, title: str) -> None:
    """One visit: the page's language and title, what axe finds at both widths, and what the policy forbids."""
    page.add_init_script(
        "window.violations = []; addEventListener('securitypolicyviolation', "
        "(event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI))"
    )
    first, second = WIDTHS[language]
    page.set_viewport_size({"width": first, "height": 900})
    open_page()
    # not until the network is idle: a page's own connection never is
    page.wait_for_load_state("load")
    at_rest(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(re.compile(title))
    assert page.get_by_test_id("stException").count() == 0
    found = {first: serious_findings(page)}
    wider = {first: overhang(page, first)}
    page.set_viewport_size({"width": second, "height": 900})
    at_rest(page)
    found[second], wider[second] = serious_findings(page), overhang(page, second)
    assert found == {first: [], second: []}
    assert wider == {first: 0, second: 0}
    assert page.evaluate("window.violations") == []


@pytest.mark.parametrize(("route", "language"), EVERY_PAGE, ids=lambda x: getattr(x, "key", x))
def test_a_page_is_ours_alone_and_for_everybody(visit, page, route: Route, language: str):
    say = reader_of(language).say
    title = f"^{re.escape(say(f'page.{route.key}'))} .*{say('site.name')}$"
    prove(page, lambda: visit(f"/{route.path(language)}"), language, title)


@pytest.fixture(scope="module")
def room(home) -> Iterator[Server]:
    with running_room(home) as server:
        yield server


@pytest.mark.parametrize(("route", "language"), STEWARDS, ids=lambda x: getattr(x, "key", x))
def test_a_page_of_the_stewards_room_is_too(room, home, page, route: Route, language: str):
    say = reader_of(language).say
    secret = tomllib.loads((home / "served" / "try-out" / "steward.toml").read_text())["auth"]["cookie_secret"]
    page.context.add_cookies([cookie_for(room.address, secret, groups=["steward"])])

    def open_page() -> None:
        page.goto(f"{room.address}/{route.path(language)}")
        page.wait_for_selector(READY)
        expect(page.get_by_role("heading", level=1)).to_have_text(say(f"page.{route.key}"))

    title = f"^{re.escape(say(f'page.{route.key}'))} .*{say('steward.site')}$"
    prove(page, open_page, language, title)
