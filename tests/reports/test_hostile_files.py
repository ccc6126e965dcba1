"""Files that are no reports: each is refused at once, for its own reason, and nothing is kept."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declaration.problems import InputRefused
from declaration.reports.reading import read_report
from declaration.reports.sent import MOST_BYTES, Sent
from declaration.reports.sheets import read_raw
from declaration.reports.store import receive
from declaration.reports.writing import columns_of_csv
from tests.reports.conftest import DIESEL, MEMBER, NOW

HEADINGS, CODES = columns_of_csv("sv")


def csv_text(*rows: dict, separator: str = ";") -> str:
    lines = [separator.join(f'"{h}"' for h in HEADINGS)]
    head = {"table": "Aktiviteter", "template_version": "1", "year": "2025"}
    lines += [separator.join(str((head | row).get(code, "")) for code in CODES) for row in rows]
    return "\r\n".join(lines)


ROW = {**DIESEL, "activity_code": '"' + DIESEL["activity_code"] + '"', "carrier_code": '"Diesel MK1, svensk"'}


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), part)
    return content.getvalue()


FILES = {
    "report_empty_file": b"",
    "report_old_or_locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "report_broken_archive": b"PK\x03\x04 half a file",
    "report_not_a_workbook": zipped(readme_xml=b"<a/>"),
    "report_macros": zipped(xl__workbook_xml=b"<a/>", xl__vbaProject_bin=b"x"),
    "report_zip_bomb": zipped(xl__workbook_xml=b"<a/>", xl__sheet_xml=b"0" * 80_000_000),
    "report_encoding_unknown": b"a;b\x00c;d\n",
    "report_not_a_report": b"date;amount\n2025-01-01;3\n",
    "report_csv_broken": (csv_text(ROW) + '\r\n"open').encode(),
    "report_csv_width": (csv_text(ROW) + "\r\nAktiviteter;1;2025").encode(),
}


@pytest.mark.parametrize(("code", "content"), FILES.items(), ids=FILES)
def test_it_is_refused_for_its_own_reason_and_leaves_nothing(tmp_path, known, code, content):
    path = tmp_path / "fil.xlsx"
    path.write_bytes(content)
    reading = read_report(path, MEMBER, known)
    assert code in {p.code for p in reading.errors}
    with pytest.raises(InputRefused):
        receive(tmp_path / "inbox", path, MEMBER, known, confirmed=True, now=NOW)
    assert list((tmp_path / "inbox").glob("*/*")) == []


def test_a_file_of_200_mb_is_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "stor.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(type(path), "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(InputRefused) as refusal:
        read_raw(path)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.details["size"]) == ("report_too_large", 200.0)
    assert MOST_BYTES < 200_000_000


def test_a_truncated_workbook_is_refused(tmp_path, fill, known):
    path = fill(DIESEL)
    path.write_bytes(path.read_bytes()[:-3000])
    assert {p.code for p in read_report(path, MEMBER, known).errors} == {"report_broken_archive"}


@pytest.mark.parametrize(
    ("encoding", "noted"), [("utf-8", None), ("utf-8-sig", None), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")]
)
def test_other_encodings_are_read_and_told(tmp_path, known, encoding, noted):
    path = tmp_path / "rapport.csv"
    path.write_bytes(csv_text(ROW).encode(encoding))
    reading = read_report(path, MEMBER, known)
    assert reading.errors == ()
    assert reading.report.lines["site_id"].tolist() == ["Depån"]
    assert [p.found for p in reading.warnings if p.code == "report_encoding"] == ([noted] if noted else [])


def test_a_decimal_comma_is_a_decimal_in_a_swedish_csv(tmp_path, known):
    path = tmp_path / "rapport.csv"
    path.write_text(csv_text({**ROW, "quantity": "1,234"}), encoding="utf-8")
    assert read_report(path, MEMBER, known).report.lines["quantity"].tolist() == [1.234]


def repacked(path, name: str, change) -> bytes:
    """The workbook with one part of it changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, change(before.read(part)) if part == name else before.read(part))
    return content.getvalue()


SHEET, STYLES = "xl/worksheets/sheet2.xml", "xl/styles.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 50 + b'"><!ENTITY b "' + b"&a;" * 50 + b'"><!ENTITY f SYSTEM "%s">]>'
HOSTILE = {
    "entities": (SHEET, lambda xml: xml.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1)),
    "entities in the texts": (
        SHEET,
        lambda xml: xml.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1).replace(b"</t>", b"&f;&b;</t>"),
    ),
    "merged over everything": (
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
        ),
    ),
    "merged over nothing that is": (
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="&#65;:Q"/></mergeCells>'),
    ),
    "a row too far": (
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"><c r="B1048576"><v>1</v></c></row></sheetData>'),
    ),
    "half a sheet": (SHEET, lambda xml: xml[: len(xml) // 2]),
    "no sheet": (SHEET, lambda xml: b""),
    "names that point at a range": ("xl/workbook.xml", lambda xml: xml.replace(b"$B$4", b"$B$4:$C$9")),
    "names that point nowhere": ("xl/workbook.xml", lambda xml: xml.replace(b"$B$4", b"#REF!")),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_workbook_made_to_harm_is_refused_before_it_can(tmp_path, fill, known, case):
    secret = tmp_path / "secret"
    secret.write_text("what the file must not fetch")
    name, change = HOSTILE[case]
    path = fill({**DIESEL, "comment": "en kommentar"})
    content = repacked(path, name, lambda xml: change(xml).replace(b"%s", str(secret).encode()))
    assert content != path.read_bytes()
    reading = read_report(Sent("r.xlsx", content), MEMBER, known)
    assert reading.report is None
    assert "must not" not in str(reading.errors)


def test_a_cell_far_to_the_right_costs_nothing(fill, known):
    far = fill(DIESEL, change=lambda book: book["Aktiviteter"].cell(19_000, 16_384, " "))
    assert len(read_report(far, MEMBER, known).report.lines) == 1


def test_a_locked_archive_is_refused(known):
    content = bytearray(zipped(xl__workbook_xml=b"<a/>", xl__sheet_xml=b"0" * 500))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + place] |= 1  # the bit that says encrypted
            at = content.find(sign, at + 4)
    assert {p.code for p in read_report(Sent("r.xlsx", bytes(content)), MEMBER, known).errors} == {
        "report_broken_archive"
    }


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\n", b"\r", b";;;", b"PK", b"\xff\xfe", b'"'])
def test_hardly_anything_is_refused_too(known, content):
    assert read_report(Sent("r.csv", content), MEMBER, known).errors


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from([SHEET, STYLES, "xl/workbook.xml"]),
    at=st.floats(0, 1),
    put=st.binary(max_size=40),
)
def test_a_workbook_damaged_anywhere_gives_an_answer(fill, known, part, at, put):
    def damage(xml: bytes) -> bytes:
        place = int(at * len(xml))
        return xml[:place] + put + xml[place + len(put) :]

    reading = read_report(Sent("r.xlsx", repacked(fill(DIESEL), part, damage)), MEMBER, known)
    assert (reading.report is None) == bool(reading.errors)
