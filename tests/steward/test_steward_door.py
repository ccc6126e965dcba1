"""The room's own process: where it is served, what its documents say, and where it does not start."""

import http.client
import os
import socket
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager

import pytest
from streamlit import auth_util

from declaration.access.provider import running_provider, write_secrets
from declaration.home import REPOSITORY

START_SECONDS = 90


def command(home, *arguments, **environment) -> dict:
    env = {name: text for name, text in os.environ.items() if not name.startswith("DECLARATION_")}
    return {
        "args": [sys.executable, "-m", "declaration.steward", *arguments],
        "cwd": REPOSITORY,
        "env": env | {"DECLARATION_HOME": str(home)} | environment,
    }


@contextmanager
def served(home, *arguments, **environment):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = command(home, *arguments, STEWARD_PORT=str(port), **environment)
    process = subprocess.Popen(**started, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert process.poll() is None, process.stderr.read().decode()
            try:
                ask(port, "/health")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("new")) as port:
        yield port


@pytest.mark.parametrize(("path", "language", "title"), [("/", "sv", "Rapporter"), ("/release", "en", "Release")])
def test_a_document_has_its_language_and_title_and_is_not_to_be_found(port, path, language, title):
    status, headers, text = ask(port, path)
    assert status == 200
    assert f'<html lang="{language}">' in text
    assert f"<title>{title}" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_an_address_that_no_page_has_is_a_404_that_leads_to_the_rooms_pages(port):
    status, headers, text = ask(port, "/karta")
    assert status == 404
    assert headers["content-security-policy"]
    assert 'href="/utgava"' in text
    assert 'href="/release"' in text
    assert "/statistik" not in text
    assert "<script" not in text


def test_no_address_takes_files(port):
    assert ask(port, "/_stcore/upload_file/a/b", "PUT")[0] == 404


def test_health_says_that_it_runs_and_nothing_else(port):
    assert ask(port, "/health")[2] == '{"status":"ok"}'


def test_it_does_not_start_where_only_the_website_is(tmp_path):
    (tmp_path / "served" / "releases").mkdir(parents=True)
    done = subprocess.run(**command(tmp_path), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "is not the data holder’s" in done.stderr
    assert "är inte datahållarens" in done.stderr


def test_nobody_invented_is_let_in_where_members_own_reports_are(tmp_path):
    receipt = tmp_path / "inbox" / "slp" / "2025" / "1-0123456789ab" / "receipt.json.sealed"
    receipt.parent.mkdir(parents=True)
    receipt.write_bytes(b"")
    with served(tmp_path, "--try-out"):
        assert not (tmp_path / "served" / "try-out").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "steward.example"])
def test_it_is_reached_from_its_own_machine_alone(tmp_path, host):
    done = subprocess.run(
        **command(tmp_path, "--try-out", STEWARD_HOST=host), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert f"does not open on {host}" in done.stderr
    assert f"öppnas inte på {host}" in done.stderr


def test_a_real_sign_in_is_used_and_nobody_invented_is_let_in_beside_it(tmp_path, monkeypatch):
    with running_provider([]) as issuer:
        secrets = write_secrets(tmp_path / "elsewhere", "real", "http://127.0.0.1:1", issuer)
        secrets.write_text(secrets.read_text().replace("try_out = true\n", ""))
        auth = tomllib.loads(secrets.read_text())["auth"]
        home = tmp_path / "home"
        with served(home, "--try-out", DECLARATION_SECRETS=str(secrets)) as port:
            assert not (home / "served" / "try-out").exists()
            monkeypatch.setattr(auth_util, "get_signing_secret", lambda: auth["cookie_secret"])
            status, headers, _ = ask(port, f"/auth/login?provider={auth_util.encode_provider_token('default')}")
            assert (status, headers["location"].partition("?")[0]) == (302, f"{issuer}/oauth2/authorize")
