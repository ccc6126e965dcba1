"""The environment manager's hour: take the template, fill it with two mistakes, understand the answer, correct it."""

import openpyxl
import pytest

from declaration.cli import main
from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.template import HEAD_ROW
from tests.reports.conftest import DIESEL, MEMBER


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def fill_in(path, *lines):
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS["activity"][0]]
    codes = [field.code for field in TABLES["activity"]]
    for row, line in enumerate(lines, start=HEAD_ROW + 2):
        for code, value in line.items():
            sheet.cell(row, codes.index(code) + 1).value = value
    book.save(path)


def test_from_template_to_every_tonne_explained(tmp_path, capsys):
    path = tmp_path / "rapport.xlsx"
    assert main(["template", "--year", "2025", "--lang", "sv", "-o", str(path)]) == 0
    truck = {**DIESEL, "activity_code": "Köpta vägtransporter", "carrier_code": "Dragbil med släp över 33 t"}
    truck |= {"quantity": 1000000, "unit": "tkm", "data_quality": 4, "carrier_is_member": "nej"}
    fill_in(path, {**DIESEL, "unit": "kWh"}, {**truck, "quantity": "1,234"})
    capsys.readouterr()
    assert main(["receive", str(path), "--member", MEMBER]) == 1
    told = capsys.readouterr().err
    assert "Fel att rätta: 2" in told
    assert f"{SHEETS['activity'][0]}, rad 5, kolumn F: Enheten kWh passar inte" in told
    assert "rad 6, kolumn E: ”1,234” kan läsas på två sätt" in told
    fill_in(path, DIESEL, truck)
    assert main(["receive", str(path), "--member", MEMBER]) == 0
    receipt = capsys.readouterr().out
    assert "Rapporten är mottagen. Kvitto: slp-2025-1-" in receipt
    assert "84\u202f500,0 litre" in receipt
    assert main(["result", "--member", MEMBER, "--year", "2025", "--lang", "sv"]) == 0
    explained = capsys.readouterr().out
    assert "84\u202f500" in explained
    assert main(["reports"]) == 0
    listed = capsys.readouterr().out
    assert listed.startswith("slp-2025-1-")
    assert "84" not in listed.split(maxsplit=1)[1].split("rapport.xlsx")[1]


def test_the_answer_is_in_the_language_asked_for(tmp_path, capsys):
    path = tmp_path / "report.xlsx"
    main(["template", "--year", "2025", "--lang", "en", "-o", str(path)])
    assert main(["receive", str(path), "--member", MEMBER, "--lang", "en"]) == 1
    assert "Mistakes to correct: 1" in capsys.readouterr().err


def test_an_unknown_member_is_refused_with_those_alike(tmp_path, capsys):
    path = tmp_path / "report.xlsx"
    assert main(["receive", str(path), "--member", "schenker"]) == 1
    assert "schenker-ab" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv-sv", "csv-int"])
def test_the_template_as_csv_holds_the_headings(tmp_path, form):
    path = tmp_path / "mall.csv"
    assert main(["template", "--year", "2025", "--format", form, "-o", str(path)]) == 0
    assert (";" if form == "csv-sv" else ",") in path.read_text(encoding="utf-8-sig")
