"""Letters at the desk as the steward sees them, by the desk's own records."""

from declaration.desk.folder import EXPLANATION, REFUSED, REPORT, Answer, Letter
from declaration.steward.letters_view import letter_rows, reports_at_the_desk
from declaration.steward.received import LETTER_REFUSED, LETTER_WAITING


def letter(number, year=2025, kind=REPORT, refused=False, member="alfa") -> Letter:
    answer = Answer(REFUSED, "2026-03-01T00:00:00+00:00", problems=["report_zero"]) if refused else None
    at = f"2026-02-{number:02d}T10:00:00+00:00"
    rows = {"lines": 3, "denominators": 1, "measures": 0}
    return Letter(f"{number:05d}-0123abcd", member, kind, year, at, "r.xlsx", "0" * 64, 9, rows, answer)


def test_the_newest_letter_comes_first_with_its_rows_and_standing():
    rows = letter_rows([letter(1, refused=True), letter(2)])
    assert rows["standing"].tolist() == [LETTER_WAITING, LETTER_REFUSED]
    assert rows["rows"].tolist() == [4, 4]


def test_a_member_stands_by_its_newest_report_and_an_explanation_is_none():
    rows = letter_rows(
        [letter(1), letter(2, refused=True), letter(3, kind=EXPLANATION), letter(4, 2024), letter(5, 2023, EXPLANATION)]
    )
    assert reports_at_the_desk(rows) == {("alfa", 2025): LETTER_REFUSED, ("alfa", 2024): LETTER_WAITING}


def test_an_empty_desk_has_no_rows():
    assert letter_rows([]).empty
    assert reports_at_the_desk(letter_rows([])) == {}
