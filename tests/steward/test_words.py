"""What members wrote, in the steward's words."""

import pytest

from declaration.language import reader_of
from declaration.reports.notes import Note
from declaration.steward.words import literal, note_text, subject_name

SENT = "2026-02-01T10:00:00+00:00"
SAID = {
    "sv": ("Drivmedel, egna och leasade vägfordon: Diesel MK1, svensk", "60\u00a0% mindre 2030 än basåret"),
    "en": ("Fuel, own and leased road vehicles: Diesel MK1, Swedish", "60% less in 2030 than in the base year"),
}


@pytest.mark.parametrize("language", SAID)
def test_a_subject_has_its_names_and_a_target_its_year_and_cut(language):
    reader = reader_of(language)
    subject, aim = SAID[language]
    assert subject_name(reader, "road_fuel_own/diesel_mk1") == subject
    target = Note("slp", "target", 2026, SENT, "1", "", "", 2030, 0.6)
    assert note_text(reader, target) == aim
    assert note_text(reader, Note("slp", "explanation", 2025, SENT, "1", "a/b", "Ny <b>depå</b>")) == "Ny <b>depå</b>"


def test_what_has_no_name_is_shown_as_it_is():
    reader = reader_of("sv")
    assert subject_name(reader, "no_code/none") == "no_code: none"
    assert subject_name(reader, "fritext") == "fritext"
    assert subject_name(reader, "") == reader.number(None)


@pytest.mark.parametrize("text", ["a`b", "a\n\n# b", "`` ` ``", "[x](http://y) **z**"])
def test_what_somebody_wrote_is_one_span_of_plain_text(text):
    made = literal(text)
    assert made[0] == made[-1] == "`"
    assert "`" not in made[1:-1]
    assert "\n" not in made
