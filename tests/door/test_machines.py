import json
import signal
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from streamlit import net_util
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server import server_util

from declaration.access.rules import PUBLIC
from declaration.contact import contact
from declaration.door import machines, settings
from declaration.routes import LANGUAGES
from tests.door.conftest import RELEASE_ID
from tests.door.running import running_server

REQUEST = Request({"type": "http", "method": "GET", "path": "/", "headers": []})


def test_health_names_the_release(server):
    answer = server.ask("/health")
    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok", "release": RELEASE_ID})
    assert answer.headers["cache-control"] == "no-store"


def test_health_says_why_when_there_is_nothing_to_read(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path))
    answer = machines.health(REQUEST)
    assert answer.status_code == 503
    assert json.loads(answer.body)["reason"]


def test_without_a_release_every_address_still_answers(tmp_path):
    with running_server(tmp_path) as server:
        assert server.ask("/health").status == 503
        assert "Inga siffror" in server.ask("/").text
        assert server.ask("/data/").status == 404


def test_the_sitemap_holds_every_page_in_every_language(server):
    answer = server.ask("/sitemap.xml")
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ET.fromstring(answer.text).findall("s:url", names)
    assert len(urls) == len(PUBLIC) * len(LANGUAGES)
    for url in urls:
        assert {link.get("hreflang") for link in url.findall("x:link", names)} == {"sv", "en", "x-default"}


def test_robots_name_the_sitemap(server):
    assert f"Sitemap: {contact()['site_address']}/sitemap.xml" in server.ask("/robots.txt").text


def test_security_txt_holds_less_than_a_year(server):
    fields = dict(line.split(": ", 1) for line in server.ask("/.well-known/security.txt").text.splitlines())
    assert fields["Contact"] == f"mailto:{contact()['security_email']}"
    ahead = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < ahead < timedelta(days=365)


def test_streamlits_habits_are_where_we_change_them(monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", PagesManager.uses_pages_directory)
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    settings.settle()
    assert PagesManager("dashboard.py").uses_pages_directory is False
    assert server_util.net_util.get_external_ip() is None
    assert not server_util.is_url_from_allowed_origins("http://elsewhere.example")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_once_and_stops_when_asked(home, end):
    with running_server(home) as server:
        server.ask("/")
        server.process.send_signal(end)
        server.process.wait(timeout=20)
        said = server.said
    assert said.count(server.address) == 1
    assert "Traceback" not in said
