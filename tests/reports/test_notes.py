"""What members send beside their reports: kept once, sealed, and known from the time it came."""

from dataclasses import asdict

import pytest

from declaration.reports.notes import COLUMNS, EXPLANATION, TARGET, Note, all_notes, keep_notes, kept_files
from declaration.sealing.errors import MissingKeyError, SealingError
from declaration.sealing.key import new_key, seal_of

SENT, CAME, LATER = "2026-02-01T09:30:00+00:00", "2026-02-02T08:00:00+00:00", "2026-02-03T08:00:00+00:00"
AIM = Note("slp", TARGET, 2026, SENT, "20260201T093000-aa", target_year=2030, target_share=0.6)
WHY = Note("slp", EXPLANATION, 2025, SENT, "20260201T093000-bb", "road_fuel_own/diesel_mk1", "Ny depå <b>i</b> Påarp")


@pytest.fixture(params=["sealed", "plain"])
def key(request):
    return seal_of(new_key(), "test") if request.param == "sealed" else None


def test_what_is_kept_is_given_back(tmp_path, key):
    keep_notes(tmp_path, [AIM], CAME, key)
    keep_notes(tmp_path, [WHY, Note("slp", EXPLANATION, 2025, SENT, WHY.letter_id, "x/y", "Två")], CAME, key)
    rows = all_notes(tmp_path, key)
    assert list(rows.columns) == COLUMNS
    assert rows["text"].tolist() == ["", WHY.text, "Två"]
    assert rows.loc[0, ["target_year", "target_share"]].tolist() == [2030, 0.6]
    assert rows.loc[1:, "target_year"].isna().all()


def test_the_same_letter_is_kept_once_as_it_first_came(tmp_path, key):
    keep_notes(tmp_path, [WHY], CAME, key)
    keep_notes(tmp_path, [Note(**asdict(WHY) | {"text": "something else"})], LATER, key)
    assert all_notes(tmp_path, key)["text"].tolist() == [WHY.text]
    assert len(kept_files(tmp_path)) == 1


def test_what_came_later_was_not_known_before(tmp_path, key):
    keep_notes(tmp_path, [AIM], CAME, key)
    keep_notes(tmp_path, [WHY], LATER, key)
    assert all_notes(tmp_path, key, as_of=CAME)["kind"].tolist() == [TARGET]


def test_an_empty_inbox_has_none(tmp_path):
    assert list(all_notes(tmp_path).columns) == COLUMNS
    assert all_notes(tmp_path).empty


def test_sealed_notes_open_with_their_key_and_in_their_place_alone(tmp_path):
    key = seal_of(new_key(), "test")
    keep_notes(tmp_path, [WHY], CAME, key)
    (held,) = kept_files(tmp_path)
    assert "Påarp".encode() not in held.read_bytes()
    with pytest.raises(MissingKeyError):
        all_notes(tmp_path)
    with pytest.raises(SealingError):
        all_notes(tmp_path, seal_of(new_key(), "test"))
    elsewhere = tmp_path / "notes" / "other"
    elsewhere.mkdir()
    held.rename(elsewhere / held.name)
    with pytest.raises(SealingError):
        all_notes(tmp_path, key)


@pytest.mark.parametrize("change", [{"member_id": "../x"}, {"letter_id": "a/b"}, {"letter_id": ".hidden"}])
def test_no_name_leads_out_of_the_folder(tmp_path, change):
    with pytest.raises(ValueError, match="no name"):
        keep_notes(tmp_path, [Note(**asdict(WHY) | change)], CAME)
    assert list(tmp_path.iterdir()) == []
