"""Who has reported, in what standing, and what each receipt says."""

from dataclasses import replace

import pandas as pd

from declaration.home import DATA
from declaration.reports.notes import COLUMNS, Note, keep_notes
from declaration.sealing.key import key_of
from declaration.steward.received import (
    CORRECTED,
    IN_FORCE,
    LETTER_REFUSED,
    LETTER_WAITING,
    MISSING,
    NOT_EXPECTED,
    Book,
    book_of,
    counts,
    notes_of,
    receipts_of,
    standings,
    sum_rows,
    those,
    years_of,
)
from tests.steward.conftest import receipt


def test_each_member_stands_as_its_receipts_say(book):
    rows = standings(book, [2024, 2023, 2022]).set_index("member_id")
    assert rows.loc["alfa", [2022, 2023, 2024]].tolist() == [IN_FORCE, CORRECTED, MISSING]
    assert rows.loc["beta", [2022, 2023, 2024]].tolist() == [NOT_EXPECTED, MISSING, MISSING]
    assert rows.loc["gamma", [2022, 2023, 2024]].tolist() == [IN_FORCE, IN_FORCE, NOT_EXPECTED]


def test_a_letter_at_the_desk_is_what_stands_first(book):
    letters = {("beta", 2023): LETTER_WAITING, ("alfa", 2022): LETTER_REFUSED}
    rows = standings(book, [2023, 2022], letters)
    assert counts(rows, 2023)[LETTER_WAITING] == 1
    assert counts(rows, 2022)[LETTER_REFUSED] == 1
    assert those(rows, 2023, (MISSING, LETTER_WAITING))["member_id"].tolist() == ["beta"]


def test_years_reach_from_the_first_report_to_the_last_closed_year(book):
    assert years_of(book, 2025) == [2025, 2024, 2023, 2022]
    assert years_of(Book("reported", book.register, ()), 2025) == [2025]


def test_the_newest_receipt_comes_first_and_shows_what_it_changed(book):
    newest, replaced = receipts_of(book, "alfa", 2023)
    assert newest.supersedes and not replaced.supersedes
    diesel = {"activity_code": "own_road", "carrier_code": "diesel", "unit": "litre"}
    now = receipt("alfa", 2023, 2, sums=[{**diesel, "quantity": 80.0}])
    gas = {"activity_code": "own_road", "carrier_code": "cbg", "unit": "kg", "quantity": 5.0}
    then = receipt("alfa", 2023, 1, sums=[{**diesel, "quantity": 100.0}, gas])
    rows = sum_rows(now, then).set_index("carrier_code")
    assert rows.loc["diesel", ["quantity", "before"]].tolist() == [80.0, 100.0]
    assert pd.isna(rows.loc["cbg", "quantity"])
    assert rows.loc["cbg", "before"] == 5.0


def test_an_empty_home_has_the_register_and_misses_everybody_in_the_newest_year(tmp_path):
    book = book_of("reported", tmp_path, DATA, None, None)
    assert book.receipts == ()
    rows = standings(book, years_of(book, 2025))
    assert set(rows[2025]) == {MISSING}
    assert len(rows) == len(pd.read_csv(DATA / "members.csv"))


def test_an_inbox_is_read_with_its_key(tmp_path):
    (tmp_path / "inbox").mkdir()
    assert book_of("reported", tmp_path, DATA, key_of(tmp_path), None).receipts == ()


def test_targets_are_shown_beside_every_year_and_explanations_beside_their_own(book):
    sent = "2026-02-01T10:00:00+00:00"
    notes = pd.DataFrame(
        [
            ("alfa", "target", 2026, sent, "2", "", "", 2030, 0.6),
            ("alfa", "explanation", 2023, "2026-01-01T10:00:00+00:00", "1", "a/b", "Ny depå", None, None),
            ("alfa", "explanation", 2024, sent, "3", "a/b", "Annat år", None, None),
            ("beta", "explanation", 2023, sent, "1", "a/b", "Annans", None, None),
        ],
        columns=COLUMNS,
    )
    found = notes_of(replace(book, notes=notes), "alfa", 2023)
    assert found[["kind", "text"]].values.tolist() == [["explanation", "Ny depå"], ["target", ""]]
    assert notes_of(book, "alfa", 2023).empty


def test_notes_of_members_are_read_before_their_programme_counts(tmp_path):
    key = key_of(tmp_path)
    note = Note("slp", "target", 2026, "2026-02-01T10:00:00+00:00", "00001-aaaaaaaa", "", "", 2030, 0.6)
    keep_notes(tmp_path / "inbox", [note], note.sent_at, key)
    book = book_of("reported", tmp_path, DATA, key, None)
    assert notes_of(book, "slp", 2025)["target_share"].tolist() == [0.6]
