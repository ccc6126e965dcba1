"""The demonstration's own sign-in: only on this machine, never beside a real one, nothing from third parties."""

import http.client
import json
import re
import stat
import tomllib
from urllib.parse import urlsplit

import pytest

from declaration.access.provider import (
    ProviderRefusedError,
    check_allowed,
    is_loopback,
    people,
    running_provider,
    write_secrets,
)
from declaration.access.register import member_ids
from declaration.access.standing import read_roles
from declaration.release import programme


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "dashboard.example", "", "127.0.0.1.example"])
def test_it_refuses_where_others_could_reach_it(host, tmp_path):
    assert not is_loopback(host)
    with pytest.raises(ProviderRefusedError, match="host"):
        check_allowed(host, [], tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "::1", "localhost"])
def test_it_starts_on_this_machine(host, tmp_path):
    (tmp_path / "other.toml").write_text('[database]\nname = "x"\n')
    check_allowed(host, [str(tmp_path / "other.toml"), str(tmp_path / "absent.toml")], tmp_path)


@pytest.mark.parametrize(
    "content", ['[auth]\nredirect_uri = "https://x/oauth2callback"\n', "[auth.entra]\n", "not toml ["]
)
def test_it_refuses_beside_a_real_provider(content, tmp_path):
    (tmp_path / "secrets.toml").write_text(content)
    with pytest.raises(ProviderRefusedError, match="provider"):
        check_allowed("127.0.0.1", [str(tmp_path / "secrets.toml")], tmp_path)


REAL, INVENTED = "greencarrier-freight-services", "demo-akeriet-alfa"


def lay(home, path: str, content: str = "") -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    (home / path).write_text(content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (f"inbox/{REAL}/2025/1-0123456789ab/receipt.json.sealed", ""),
        (f"served/desk/letters/{REAL}/00001-01234567.json", "{}"),
        ("served/releases/2025-04-04-0123abcd/manifest.json", json.dumps({"programme": programme.REPORTED})),
    ],
)
def test_it_refuses_where_members_own_reports_are(path, content, tmp_path):
    lay(tmp_path, path, content)
    with pytest.raises(ProviderRefusedError, match="reports"):
        check_allowed("127.0.0.1", [], tmp_path)


def test_what_the_demonstration_reports_keeps_nobody_out(tmp_path):
    lay(tmp_path, f"demonstration/handed-in/{INVENTED}/2025/1-0123456789ab/receipt.json.sealed")
    lay(tmp_path, f"served/desk/letters/{INVENTED}/00001-01234567.json", "{}")
    manifest = {"programme": programme.DEMONSTRATION}
    lay(tmp_path, "served/releases/2025-04-04-0123abcd/manifest.json", json.dumps(manifest))
    check_allowed("127.0.0.1", [], tmp_path)


def test_everybody_who_can_sign_in_is_invented():
    roles = read_roles()
    speak_for = {g.removeprefix(roles.member_prefix) for p in people() for g in p.groups if g.startswith("member:")}
    assert speak_for
    assert speak_for <= {member for member in member_ids() if member.startswith("demo-")}


def answer_of(issuer: str, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
    where = urlsplit(issuer)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/users/anybody", '{"groups": ["member:greencarrier-freight-services"]}'),
        ("POST", "/users/anybody/revoke-tokens", "{}"),
        ("POST", "/oauth2/clients", '{"redirect_uris": ["https://elsewhere.example/"]}'),
        ("GET", "/", None),
        ("GET", "/oidc/login", None),
        ("GET", "/?__debugger__=yes&cmd=resource&f=style.css", None),
        ("DELETE", "/jwks", None),
    ],
)
def test_nobody_can_change_who_there_is(method, path, body):
    with running_provider(people()) as issuer:
        assert answer_of(issuer, method, path, body).status == 404
        assert answer_of(issuer, "GET", "/.well-known/openid-configuration").status == 200
        assert answer_of(issuer, "GET", "/jwks").status == 200


def test_its_pages_load_nothing_and_name_everybody():
    with running_provider(people()) as issuer:
        where = urlsplit(issuer)
        assert where.hostname == "127.0.0.1"
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=20)
        query = (
            "response_type=code&client_id=a&redirect_uri=http://127.0.0.1/oauth2callback&scope=openid&state=s&nonce=n"
        )
        connection.request("GET", f"/oauth2/authorize?{query}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
    assert answer.status == 200
    assert [p.name for p in people() if p.name not in text] == []
    assert not re.search(r"""(?:src|href)=["']""", text)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_secrets_are_the_owners_alone_and_a_restart_signs_nobody_out(tmp_path):
    first = write_secrets(tmp_path, "dashboard", "http://127.0.0.1:8501", "http://127.0.0.1:1")
    held = tomllib.loads(first.read_text())["auth"]
    again = tomllib.loads(
        write_secrets(tmp_path, "dashboard", "http://127.0.0.1:8501", "http://127.0.0.1:2").read_text()
    )
    assert held["redirect_uri"] == "http://127.0.0.1:8501/oauth2callback"
    assert len(held["cookie_secret"]) >= 32
    assert held["cookie_secret"] == again["auth"]["cookie_secret"]
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
