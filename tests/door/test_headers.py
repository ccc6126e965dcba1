import pytest

from declaration.door.headers import content_policy


def rules(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (rule.split() for rule in policy.split("; "))}


def test_the_policy_names_our_own_origin_alone():
    policy = rules(content_policy("data.example.org:8501"))
    foreign = {
        value
        for values in policy.values()
        for value in values
        if not value.startswith("'") and value not in ("data:", "blob:")
    }
    assert foreign == {"ws://data.example.org:8501", "wss://data.example.org:8501"}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(policy["script-src"])


@pytest.mark.parametrize("host", ["", "a b", "x; script-src *", "x\r\ny", "x'"])
def test_a_host_that_is_none_is_left_out(host):
    assert rules(content_policy(host))["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    "path",
    ["/", "/no-such-page", "/health", "/data/x/y", "/app/static/site.css", "/_stcore/health", "/a//../b"],
)
def test_every_answer_carries_the_headers(server, path):
    headers = server.ask(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers


def test_no_copy_is_kept_of_what_streamlit_holds_for_one_reader(server):
    assert server.ask("/media/0123456789abcdef.csv").headers["cache-control"] == "no-store"


def test_strict_transport_is_asked_for_only_behind_https(server):
    assert "strict-transport-security" not in server.ask("/").headers
    assert "max-age" in server.ask("/", X_Forwarded_Proto="https").headers["strict-transport-security"]
