"""The commands, from the terminal's side: what they print, what they write, and what their files are good for."""

import json
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from ileap_samples import chain

from declaration.cli import main
from declaration.reports.cli_reports import member_ids
from declaration.reports.reading import read_report
from declaration.reports.store import receive


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture(scope="session")
def member() -> str:
    return min(member_ids())


def written(folder, content) -> str:
    path = folder / "supplier.json"
    path.write_text(json.dumps(content))
    return str(path)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("dialect", ["sv", "int"])
def test_the_lines_can_be_sent_as_a_report(home, member, known, capsys, language, dialect):
    out = home / "lines.csv"
    options = ["--lang", language, "--dialect", dialect, "--evidence", str(home / "evidence.csv")]
    assert main(["ileap", written(home, chain()), "--member", member, *options, "-o", str(out)]) == 0
    reading = read_report(out, member, known, language=language)
    assert reading.errors == () and reading.report.year == 2021
    assert sorted(reading.report.lines["quantity"]) == [4.0, 40.0, 320.0, 16920.0, 16920.0]
    kg = (reading.report.lines["quantity"] * reading.report.lines["supplier_factor_kg_per_unit"]).sum()
    assert kg == pytest.approx(3401.16 + 385.76)
    assert (home / "evidence.csv").read_text().count("\n") == 6
    assert str(out) in capsys.readouterr().out


def test_refused_files_write_nothing_and_tell_everything(home, member, capsys):
    out = home / "lines.csv"
    content = chain("1692.62")
    content[3]["extensions"][0]["data"]["mode"] = "Lorry"
    assert main(["ileap", written(home, content), "--member", member, "--lang", "en", "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert "supplier.json, $[3].extensions[0].data.mode: “Lorry” is none of the values" in said
    assert re.search(r"^2\. ", said, re.M) and not out.exists()


def test_years_go_to_files_of_their_own(home, member):
    content = chain()
    content[0]["extensions"][0]["data"]["tces"][0]["departureAt"] = "2020-06-01T00:00:00Z"
    assert main(["ileap", written(home, content), "--member", member, "-o", str(home / "lines.csv")]) == 0
    assert sorted(p.name for p in home.glob("lines*")) == ["lines-2020.csv", "lines-2021.csv"]


def test_unknown_members_and_ships_are_refused(home, member, capsys):
    path = written(home, chain())
    assert main(["ileap", path, "--member", "nobody", "-o", str(home / "x.csv")]) == 1
    assert main(["ileap", path, "--member", member, "--sea", "bought_road/tkm_van", "-o", str(home / "x.csv")]) == 1
    assert "bought_sea/tkm_sea_roro" in capsys.readouterr().err
    assert not (home / "x.csv").exists()


def test_a_report_from_ileap_can_be_received_and_explained(home, member, known, capsys):
    out, book, facts = home / "lines.csv", home / "result.xlsx", home / "vsme.json"
    assert main(["ileap", written(home, chain()), "--member", member, "-o", str(out)]) == 0
    folder = home / "home" / "inbox"
    receive(folder, out, member, known, confirmed=True, now=datetime(2022, 3, 1, tzinfo=UTC))
    capsys.readouterr()
    more = ["--json", str(facts), "-o", str(book), "--lang", "en"]
    assert main(["result", "--member", member, "--year", "2021", *more]) == 0
    said = capsys.readouterr().out
    assert "16,920 tkm × 0.116 kg CO2e/tkm = 1,962.72 kg CO2e" in said
    assert "the supplier’s own, by iLEAP TOC toc-road-1, Super Duper Transport Co., supplier.json" in said
    assert "Demonstration" not in said
    assert openpyxl.load_workbook(book).sheetnames == ["Summary", "Lines", "VSME"]
    assert json.loads(facts.read_text())["entity"] == member


def test_who_is_no_member_is_shown_as_demonstration(home, known, capsys):
    out, folder = home / "lines.csv", home / "elsewhere"
    assert main(["ileap", written(home, chain()), "--member", min(member_ids()), "-o", str(out)]) == 0
    out.write_bytes(out.read_bytes().replace(min(member_ids()).encode(), b"demo-x"))
    receive(folder, out, "demo-x", known, confirmed=True, now=datetime(2022, 3, 1, tzinfo=UTC))
    capsys.readouterr()
    assert main(["result", "--member", "demo-x", "--year", "2021", "--inbox", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("Demonstrationsdata")


def test_a_year_without_a_report_is_told(home, member, capsys):
    assert main(["result", "--member", member, "--year", "2021"]) == 1
    assert f"{member} har ingen mottagen rapport för 2021." in capsys.readouterr().err
