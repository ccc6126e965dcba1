"""A PDF is tagged, says what it is and in which language, holds text as it was given, and is the same every time."""

import io

import pypdf
import pytest
import typst

from declaration.paper import pdf, printing

VALUES = {"title": "Läget #1 <b>2030</b>", "language": "sv", "date": "2026-01-02", "credit": "Källa", "mark": "Prov"}
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    b'<text y="12" font-family="Roboto">i bild</text></svg>'
)
TEMPLATE = """#import "house.typ": *
#let v = json("values.json")
#show: sheet.with(v)
= #v.title
#status("off_track", "Ordet")
#chart("a.svg", v.at("alt", default: none))
#figures(((title: "Namn", figure: false), (title: "Ton", figure: true)), (("#sys.version", "1\u202f200"),))
"""


@pytest.fixture
def templates(tmp_path, monkeypatch):
    (tmp_path / "house.typ").write_bytes((printing.TEMPLATES / "house.typ").read_bytes())
    (tmp_path / "try.typ").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(printing, "TEMPLATES", tmp_path)
    return tmp_path


def test_it_is_tagged_and_names_itself_and_its_language(templates):
    made = pypdf.PdfReader(io.BytesIO(pdf("try", VALUES | {"alt": "En bild"}, {"a.svg": PICTURE})))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF boolean)
    assert root["/Lang"] == "sv"
    assert b"pdfuaid:part>1" in root["/Metadata"].get_data()
    assert made.metadata.title == VALUES["title"]
    assert made.metadata.creation_date.date().isoformat() == VALUES["date"]
    assert made.outline[0].title == VALUES["title"]


def test_text_is_never_read_as_markup(templates):
    made = pypdf.PdfReader(io.BytesIO(pdf("try", VALUES | {"alt": "En bild"}, {"a.svg": PICTURE})))
    text = " ".join(made.pages[0].extract_text().split())
    for words in (VALUES["title"], "#sys.version 1 200", "Ordet", "Källa", "Prov", "i bild"):
        assert words in text


def test_only_the_repositorys_fonts_are_in_it(templates):
    made = pypdf.PdfReader(io.BytesIO(pdf("try", VALUES | {"alt": "En bild"}, {"a.svg": PICTURE})))
    fonts = {font.get_object()["/BaseFont"] for font in made.pages[0]["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Roboto" in name for name in fonts)


def test_the_same_input_gives_the_same_bytes(templates):
    first, again = (pdf("try", VALUES | {"alt": "En bild"}, {"a.svg": PICTURE}) for _ in range(2))
    assert first == again
    assert first != pdf("try", VALUES | {"alt": "En bild", "date": "2026-01-03"}, {"a.svg": PICTURE})


def test_a_picture_without_alternative_text_is_refused(templates):
    with pytest.raises(typst.TypstError):
        pdf("try", VALUES, {"a.svg": PICTURE})


def test_a_template_reads_nothing_of_the_machine(templates):
    (templates / "try.typ").write_text('#set document(title: [x])\n#read("/etc/hostname")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        pdf("try", VALUES)
