"""What is not a county report gets one clear message, and the store stays as it was."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml as ooxml
import pytest

from declaration.cli import tell
from declaration.home import DATA, REPOSITORY
from declaration.problems import InputRefused
from declaration.sources.statistics_store import import_reports, imported_releases
from tests.sources.reports import bent, rewrite_part, set_cell, small_report

SHEET = "xl/worksheets/sheet1.xml"


def contents(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def cut(path: Path, share: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def protected(path: Path) -> Path:
    plain_file = small_report().write(path.with_suffix(".plain"))
    with plain_file.open("rb") as source, path.open("wb") as target:
        ooxml.OOXMLFile(source).encrypt("hemligt", target)
    return path


def text_as_workbook(path: Path) -> Path:
    path.write_text("Huvudsektor,Undersektor,Län,Kommun\nAlla,Alla,Alla,Alla\n", encoding="utf-8")
    return path


def other_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    return path


def zip_bomb(path: Path) -> Path:
    return rewrite_part(small_report().write(path), SHEET, lambda xml: xml + b" " * 130_000_000)


def lying_bomb(path: Path) -> Path:
    """Says it is small, and is not: the size in the directory is changed after writing."""
    zip_bomb(path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(size, (5000).to_bytes(4, "little")))
    return path


def with_sheet(change):
    return lambda path: rewrite_part(small_report().write(path), SHEET, change)


def written(change):
    return lambda path: bent(change).write(path)


def first_number(xml: bytes, cell: bytes) -> bytes:
    """Put something else in the first cell of figures (E8)."""
    start = xml.index(b'<c r="E8"')
    end = xml.index(b"</c>", start) + len(b"</c>")
    return xml[:start] + cell + xml[end:]


def drop_column(position):
    def change(report):
        del report.header[position]
        for row in report.rows:
            del row[position]

    return change


def drop_last_header(report):
    report.years[-1] = ""


def empty(report):
    report.rows = []


def twice(report):
    report.rows.append(list(report.rows[5]))


#: name → (how the file is made, the problem's code, words that the Swedish message must hold)
HOSTILE = {
    "an empty file": (lambda p: (p.touch(), p)[1], "not_a_workbook", []),
    "a csv renamed": (text_as_workbook, "not_a_workbook", []),
    "another zip": (other_zip, "not_a_workbook", []),
    "cut in half": (lambda p: cut(small_report().write(p), 0.5), "workbook_damaged", []),
    "cut at the end": (lambda p: cut(small_report().write(p), 0.98), "workbook_damaged", []),
    "xml broken off": (with_sheet(lambda xml: xml[: len(xml) // 2]), "workbook_damaged", []),
    "protected by a password": (protected, "workbook_protected", ["lösenord"]),
    "a zip bomb": (zip_bomb, "workbook_too_large", []),
    "a zip bomb that lies": (lying_bomb, "workbook_damaged", []),
    "a cell in the last corner": (
        with_sheet(lambda xml: xml.replace(b'r="G12"', b'r="XFD1048576"')),
        "workbook_too_wide",
        ["XFD1048576"],
    ),
    "a cell far to the right": (
        with_sheet(lambda xml: xml.replace(b'r="G12"', b'r="DA12"')),
        "workbook_too_wide",
        ["DA12"],
    ),
    "a cell without address": (
        with_sheet(lambda xml: xml.replace(b'<c r="G12"', b"<c")),
        "workbook_damaged",
        [],
    ),
    "another workbook": (
        written(lambda r: setattr(r, "header", ["Namn", "Adress", "Ort", "Land"])),
        "not_the_report",
        ["Huvudsektor", "Växthusgaser totalt"],
    ),
    "no municipality": (written(drop_column(3)), "column_missing", ["Kommun", "rad 7"]),
    "no main sector": (written(drop_column(0)), "column_missing", ["Huvudsektor"]),
    "a column without a year": (written(drop_last_header), "year_missing", ["kolumn G", "rad 7"]),
    "no years at all": (written(lambda r: setattr(r, "years", ["a", "b", "c"])), "year_missing", []),
    "the same year twice": (
        written(lambda r: setattr(r, "years", [2010, 2010, 2020])),
        "year_order",
        ["kolumn F"],
    ),
    "years backwards": (written(lambda r: r.years.reverse()), "year_order", []),
    "no release date": (
        written(lambda r: setattr(r, "name", "Länsrapport")),
        "release_missing",
        ["ÅÅÅÅ-MM-DD"],
    ),
    "an impossible date": (
        written(lambda r: setattr(r, "release", "2031-02-30")),
        "release_missing",
        ["2031-02-30"],
    ),
    "another gas": (
        written(lambda r: setattr(r, "gas", "Koldioxid, fossil")),
        "gas_unexpected",
        ["Koldioxid"],
    ),
    "another unit": (written(lambda r: setattr(r, "unit", "Enhet: kton/år")), "unit_unexpected", ["kton/år"]),
    "no unit": (written(lambda r: setattr(r, "unit", "")), "unit_unexpected", []),
    "no rows": (written(empty), "no_figures", []),
    "a row without a name": (written(set_cell(2, 3, "")), "name_missing", ["rad 10", "kolumn D"]),
    "a number for a name": (written(set_cell(2, 0, 7)), "name_missing", ["7.0"]),
    "an unknown municipality": (written(set_cell(6, 3, "Ankeborg")), "area_unknown", ["Ankeborg", "rad 14"]),
    "an unknown county": (written(set_cell(6, 2, "Malmöhus län")), "area_unknown", ["Malmöhus län"]),
    "a municipality of another county": (written(set_cell(6, 3, "Laholm")), "area_unknown", ["Laholm"]),
    "a row twice": (written(twice), "row_twice", ["rad 13"]),
    "text for a number": (written(set_cell(1, 6, "saknas")), "number_expected", ["rad 9", "kolumn G"]),
    "a number as text": (written(set_cell(1, 6, "12,5")), "number_expected", ["12,5"]),
    "nan as text": (written(set_cell(1, 6, "nan")), "number_expected", ["nan"]),
    "inf as text": (written(set_cell(1, 6, "inf")), "number_expected", ["inf"]),
    "a truth for a number": (written(set_cell(1, 6, True)), "number_expected", ["True"]),
    "too large a number": (
        with_sheet(lambda xml: first_number(xml, b'<c r="E8"><v>1E999</v></c>')),
        "number_expected",
        ["rad 8", "kolumn E"],
    ),
    "an error of Excel": (
        with_sheet(lambda xml: first_number(xml, b'<c r="E8" t="e"><v>#N/A</v></c>')),
        "number_expected",
        ["#N/A", "rad 8", "kolumn E"],
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_input_is_refused_with_one_message(case, tmp_path):
    make, code, words = HOSTILE[case]
    home = tmp_path / "home"
    import_reports(home, [small_report(release="2030-01-01").write(tmp_path / "earlier.xlsx")])
    before = contents(home)
    with pytest.raises(InputRefused) as refused:
        import_reports(home, [make(tmp_path / "report.xlsx")])
    (problem,) = refused.value.problems
    assert problem.code == code
    message = tell(problem)
    assert len(message.splitlines()) == 2
    assert "report.xlsx" in message
    for word in words:
        assert word in message.splitlines()[0]
    assert contents(home) == before


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(InputRefused) as refused:
            import_reports(tmp_path / "home", [path])
        assert [p.code for p in refused.value.problems] == ["file_unreadable"]
    assert not (tmp_path / "home").exists()


def test_the_command_tells_in_both_languages_and_returns_1(tmp_path):
    path = bent(set_cell(1, 6, "saknas")).write(tmp_path / "report.xlsx")
    done = subprocess.run(
        [sys.executable, "-m", "declaration", "statistics", "import", str(path)],
        cwd=REPOSITORY,
        env={**os.environ, "DECLARATION_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    swedish, english = done.stderr.strip().splitlines()
    assert "väntat ett tal, funnet ”saknas”" in swedish
    assert "expected a number, found “saknas”" in english


def test_one_bad_file_of_three_keeps_all_out(tmp_path):
    good = [small_report(release=f"203{n}-01-01").write(tmp_path / f"good{n}.xlsx") for n in (1, 2)]
    bad = text_as_workbook(tmp_path / "bad.xlsx")
    with pytest.raises(InputRefused) as refused:
        import_reports(tmp_path / "home", [good[0], bad, good[1]])
    assert [p.file for p in refused.value.problems] == ["bad.xlsx"]
    assert imported_releases(tmp_path / "home") == []


def other_figures(report):
    report.rows[3][4] += 1


def test_the_same_release_with_other_figures_is_refused(tmp_path):
    home = tmp_path / "home"
    import_reports(home, [small_report().write(tmp_path / "a.xlsx")])
    before = contents(home)
    for change in (other_figures, lambda r: r.rows.pop(), lambda r: r.years.__setitem__(0, 2009)):
        with pytest.raises(InputRefused) as refused:
            import_reports(home, [bent(change).write(tmp_path / "b.xlsx")])
        (problem,) = refused.value.problems
        assert problem.code == "release_differs"
        assert "2031-04-01" in tell(problem)
        assert contents(home) == before


def test_two_files_of_one_release_that_disagree_are_refused_together(tmp_path):
    files = [small_report().write(tmp_path / "a.xlsx"), bent(other_figures).write(tmp_path / "b.xlsx")]
    with pytest.raises(InputRefused) as refused:
        import_reports(tmp_path / "home", files)
    assert [(p.code, p.file) for p in refused.value.problems] == [("release_differs", "b.xlsx")]
    assert imported_releases(tmp_path / "home") == []


def test_a_release_that_the_repository_holds_with_other_figures_is_refused(tmp_path):
    data = tmp_path / "data"
    (data / "statistics").mkdir(parents=True)
    shutil.copy(DATA / "areas.csv", data)
    shutil.copy(DATA / "statistics" / "sectors.csv", data / "statistics")
    (data / "statistics" / "smhi_2031-04-01.csv").write_text(
        "release,sector_key,area_code,year,emissions_t,source\n2031-04-01,total,00,2010,1,x\n",
        encoding="utf-8",
    )
    with pytest.raises(InputRefused) as refused:
        import_reports(tmp_path / "home", [small_report().write(tmp_path / "a.xlsx")], data)
    assert [p.code for p in refused.value.problems] == ["release_differs"]
