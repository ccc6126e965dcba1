"""The demonstration's sign-in beside a dashboard: set up where it may run, told off where it may not."""

import urllib.request

import pytest
from streamlit import config

from declaration.access.session import canonical_origin, providers
from declaration.door.try_out import trying_out
from declaration.language import texts_of
from declaration.routes import LANGUAGES


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_sign_in_is_the_demonstrations_while_it_is_tried_out(secrets, own_home):
    with trying_out("dashboard", "127.0.0.1", 8501):
        assert providers() == (None,)
        assert canonical_origin() == "http://127.0.0.1:8501"
        (path,) = config.get_option("secrets.files")
        assert path.startswith(str(own_home))
        text = (own_home / "served" / "try-out" / "dashboard.toml").read_text()
        address = next(line.split('"')[1] for line in text.splitlines() if line.startswith("server_metadata_url"))
        assert urllib.request.urlopen(address, timeout=20).status == 200
    with pytest.raises(OSError):
        urllib.request.urlopen(address, timeout=20)


def receive_a_report(home) -> None:
    folder = home / "inbox" / "slp" / "2025" / "1-0123456789ab"
    folder.mkdir(parents=True)
    (folder / "receipt.json.sealed").write_bytes(b"")


@pytest.mark.parametrize("why", ["host", "provider", "reports"])
def test_where_it_may_not_run_the_dashboard_runs_without_and_says_why(secrets, own_home, capsys, why):
    if why == "provider":
        secrets('[auth]\nredirect_uri = "https://dashboard.example/oauth2callback"\n')
    if why == "reports":
        receive_a_report(own_home)
    before = config.get_option("secrets.files")
    with trying_out("dashboard", "0.0.0.0" if why == "host" else "127.0.0.1", 8501):
        assert config.get_option("secrets.files") == before
        assert providers() == ()
    assert not (own_home / "served" / "try-out").exists()
    said = capsys.readouterr().err.splitlines()
    assert said == [texts_of(language)(f"try_out.refused.{why}") for language in LANGUAGES]
