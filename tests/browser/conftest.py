"""A real Chromium against a running dashboard. A request to any other host fails the test that made it."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

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
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: How long a page may take on a busy machine without a graphics card before a test gives it up.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS / 3)
READY = '[data-test-script-state="notRunning"]'


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def dashboard(home) -> str:
    """The address of a dashboard that serves a release built from the committed data. One a worker."""
    with running_server(home) as server:
        yield server.address


@pytest.fixture(scope="session")
def browser() -> Browser:
    """The machine's own browser, else the one that Playwright has installed."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def context(browser, dashboard) -> BrowserContext:
    """A fresh visitor; the requests and errors of the visit are held against the dashboard at its end."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=dashboard, locale="sv-SE")
    opened.set_default_timeout(PATIENCE_MS)
    hosts, errors = set(), []

    def note_host(address: str) -> None:
        if urlsplit(address).scheme not in ("data", "blob"):
            hosts.add(urlsplit(address).netloc)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    opened.on("request", lambda request: note_host(request.url))
    opened.on("page", lambda page: page.on("websocket", lambda socket: note_host(socket.url)))
    opened.on("console", note_console)
    opened.on("weberror", lambda error: errors.append(str(error.error)))
    yield opened
    opened.close()
    assert hosts <= {urlsplit(dashboard).netloc}, f"requests to other hosts: {hosts}"
    assert not errors, f"errors in the browser: {errors}"


@pytest.fixture
def page(context) -> Page:
    """A tab of that visitor."""
    return context.new_page()


@pytest.fixture
def visit(page):
    """Opens an address and waits until the page is drawn. Returns the tab."""

    def visit_(path: str = "/") -> Page:
        page.goto(path)
        page.wait_for_selector(READY)
        page.wait_for_selector("h1")
        return page

    return visit_
