"""A real Chromium against a running dashboard. A request to any other host fails the test that made it."""

import json
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from declaration.access.rules import role_of
from declaration.access.standing import MEMBER, OFFICIAL
from declaration.routes import find
from tests.door.running import running_server

#: WebGL without a graphics card for the map; nothing that the browser would fetch for itself.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How long a page may take on a busy machine without a graphics card before a test gives it up.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS / 3)
WIDE = {"width": 1280, "height": 900}
READY = '[data-test-script-state="notRunning"]'


#: resolves when nothing has changed for a while: charts, and what a change of width moves, come after the script
_AT_REST = """() => new Promise((resolve) => {
  let waiting = setTimeout(resolve, 400);
  const again = () => { clearTimeout(waiting); waiting = setTimeout(resolve, 400); };
  new MutationObserver(again).observe(document, { subtree: true, childList: true, attributes: true });
  setTimeout(resolve, 5000);
})"""


def at_rest(page: Page) -> Page:
    """Wait until the page is drawn and moves no more, five seconds at most."""
    page.wait_for_selector(READY)
    page.evaluate(_AT_REST)
    return page


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def dashboard(home) -> str:
    """The address of a dashboard with the demonstration's own sign-in, on a built release. One a worker."""
    with running_server(home, "--try-out") as server:
        yield server.address


@pytest.fixture(scope="session")
def cookie_secret(home, dashboard) -> str:
    """What the dashboard signs its cookies with."""
    return tomllib.loads((home / "served" / "try-out" / "dashboard.toml").read_text())["auth"]["cookie_secret"]


def cookie_for(dashboard: str, secret: str, *, hours_ago: float = 0.0, **claims: object) -> dict:
    """The cookie that Streamlit gives who has signed in with these claims."""
    given = (datetime.now(UTC) - timedelta(hours=hours_ago)).timestamp()
    held = {"is_logged_in": True, "origin": dashboard, "provider": "default", "iat": given, "name": "Kim", **claims}
    value = create_signed_value(secret, "_streamlit_user", json.dumps(held)).decode()
    return {"name": "_streamlit_user", "value": value, "url": dashboard}


def groups_for(page: str) -> list[str]:
    """The claim that opens a page: none for a public one."""
    return {None: [], MEMBER: ["member:demo-akeriet-alfa"], OFFICIAL: ["official"]}[role_of(page)]


@pytest.fixture(scope="session")
def browser() -> Browser:
    """The machine's own browser, else the one that Playwright has installed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield running
        running.close()


@dataclass(frozen=True)
class Visitor:
    """One browser profile and its tab, the hosts it has asked and the errors it has met in the test at hand."""

    context: BrowserContext
    tab: Page
    hosts: set[str]
    errors: list[str]


@pytest.fixture(scope="session")
def visitor(browser, dashboard) -> Iterator[Visitor]:
    """The profile and the tab that the tests of a worker share: what is fetched and compiled once stays so.

    A tab of its own for every test took twice the time.
    """
    opened = browser.new_context(viewport=WIDE, base_url=dashboard, locale="sv-SE")
    opened.set_default_timeout(PATIENCE_MS)

    hosts: set[str] = set()
    errors: list[str] = []

    def note_host(address: str) -> None:
        if urlsplit(address).scheme not in ("data", "blob", "about"):
            hosts.add(urlsplit(address).netloc)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    opened.on("request", lambda request: note_host(request.url))
    opened.on("page", lambda page: page.on("websocket", lambda socket: note_host(socket.url)))
    opened.on("console", note_console)
    opened.on("weberror", lambda error: errors.append(str(error.error)))
    yield Visitor(opened, opened.new_page(), hosts, errors)
    opened.close()


@pytest.fixture
def context(visitor, dashboard) -> Iterator[BrowserContext]:
    """The visitor without cookies or open tabs; at the end the requests and errors are held against the dashboard."""
    opened = visitor.context
    visitor.hosts.clear()
    visitor.errors.clear()
    yield opened
    visitor.tab.goto("/health")  # not a blank page: the browser would begin a process anew
    for tab in opened.pages:
        if tab is not visitor.tab:
            tab.close()
    opened.clear_cookies()
    # the demonstration's provider and the steward's room are other ports of this machine
    ours = {host for host in visitor.hosts if host.split(":")[0] in (urlsplit(dashboard).hostname, "localhost")}
    assert visitor.hosts == ours, f"requests to other hosts: {visitor.hosts - ours}"
    assert not visitor.errors, f"errors in the browser: {visitor.errors}"


@pytest.fixture
def page(context, visitor) -> Page:
    """That visitor's tab, as wide as a desk's screen."""
    visitor.tab.set_viewport_size(WIDE)
    visitor.tab.emulate_media(media="null")
    return visitor.tab


@pytest.fixture
def visit(page, dashboard, cookie_secret):
    """Opens an address as somebody it opens for, and waits until the page is drawn. Returns the tab."""

    def visit_(path: str = "/") -> Page:
        if groups := groups_for(find(path.partition("?")[0])[0].key):
            page.context.add_cookies([cookie_for(dashboard, cookie_secret, groups=groups)])
        page.goto(path)
        page.wait_for_selector(READY)
        page.wait_for_selector("h1")
        return page

    return visit_
