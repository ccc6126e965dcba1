import shutil
from pathlib import Path

import pandas as pd
import pytest

from declaration.demonstration.files import arrivals, contents, invented, targets
from declaration.demonstration.programme import receive_all, stated_targets
from declaration.home import DATA
from declaration.problems import InputRefused
from declaration.reports.reading import lists
from declaration.reports.store import NotConfirmedError, current_receipts, load, receipts

FOLDER = DATA / "demonstration"
#: what the whole folder may weigh
MOST_BYTES = 1_500_000
KEY = ["site_id", "activity_code", "carrier_code", "unit", "carrier_is_member"]


@pytest.fixture(scope="module")
def committed():
    return pd.read_csv(FOLDER / "deliveries.csv")


@pytest.fixture(scope="module")
def plan():
    return invented(DATA, lists(DATA).vocabulary)


def test_the_committed_files_are_made_again_byte_for_byte(plan):
    made = contents(*plan, lists(DATA).vocabulary)
    kept = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert kept == set(made) | {"README.md", "assumptions.toml", "deliveries.csv", "targets.csv"}
    for file, content in made.items():
        assert (FOLDER / file).read_bytes() == content, file


def test_the_deliveries_are_made_again_in_the_same_order(plan, committed):
    pd.testing.assert_frame_equal(arrivals(plan[1]), committed.drop(columns="confirmed"))
    assert committed["received_at"].is_monotonic_increasing


def test_the_targets_are_made_again_and_told_as_members_tell_theirs(assumed):
    made = targets(assumed)
    pd.testing.assert_frame_equal(pd.read_csv(FOLDER / "targets.csv"), made.reset_index(drop=True))
    notes = stated_targets(FOLDER)
    assert notes["kind"].eq("target").all()
    assert notes["letter_id"].is_unique
    assert notes["target_share"].tolist() == made["target_share"].tolist()
    first = notes["sent_at"].iloc[0]
    assert stated_targets(FOLDER, as_of=first)["letter_id"].tolist() == notes["letter_id"].tolist()[:1]
    # a target that is stated twice is there twice, so that the later can count
    assert notes["member_id"].duplicated().any()


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < MOST_BYTES


def test_every_file_says_what_it_is(committed):
    for file in committed["file"]:
        text = (FOLDER / "reports" / file).read_text(encoding="utf-8")
        assert "Demonstrationsdata" in text, file
        assert "Demonstration data" in text, file


def test_every_report_is_accepted_and_says_what_was_planned(plan, received, committed):
    """One receipt a delivery, in its time; what was read is what the model made, line by line."""
    held = {(r.file, r.year): r for r in receipts(received.inbox)}
    assert len(held) == len(plan[1]) == len(committed)
    for delivery in plan[1]:
        receipt = held[Path(delivery.file).name, delivery.report.year]
        assert receipt.received_at == delivery.received_at.isoformat(timespec="seconds")
        read = load(received.inbox, receipt)
        told = delivery.report.lines.assign(
            carrier_is_member=delivery.report.lines["carrier_is_member"].replace("", "unknown")
        )
        assert read.lines[[*KEY, "data_quality"]].values.tolist() == told[[*KEY, "data_quality"]].values.tolist()
        for column in ("quantity", "share_in_region", "supplier_factor_kg_per_unit"):
            assert read.lines[column].tolist() == pytest.approx(told[column].tolist(), nan_ok=True)
        assert read.denominators["quantity"].tolist() == delivery.report.denominators["quantity"].tolist()
        measures = ["measure_id", "area", "lever_code", "owner", "status", "start_year"]
        assert read.measures[measures].values.tolist() == delivery.report.measures[measures].values.tolist()


def test_warnings_were_confirmed_where_there_were_any_and_only_there(received, committed):
    asked = {(r.file, r.year): bool(r.confirmed) for r in receipts(received.inbox)}
    said = {(Path(row.file).name, row.year): row.confirmed == "yes" for row in committed.itertuples(index=False)}
    assert asked == said
    assert 0 < sum(said.values()) < len(said) / 2


def test_a_correction_takes_the_place_of_the_first_report(received):
    """Kilograms of film written as tonnes, and the report that puts it right; what was known before stays known."""
    both = [r for r in receipts(received.inbox, "demo-akeriet-alfa") if r.year == 2023]
    assert len(both) == 2
    assert both[1].supersedes == both[0].receipt_id
    assert received.corrected == {2023: 1}
    wrong, right = (
        load(received.inbox, r).lines.set_index("carrier_code").loc["pack_film", ["quantity", "unit"]] for r in both
    )
    assert (wrong["unit"], right["unit"]) == ("tonne", "kg")
    assert wrong["quantity"] == right["quantity"]
    between = current_receipts(received.inbox, as_of="2024-05-01T00:00:00+00:00")
    assert both[0] in between
    assert both[1] not in between
    assert both[0] not in current_receipts(received.inbox)
    assert [r.lines["unit"].tolist() for r in received.reports if (r.member_id, r.year) == ("demo-akeriet-alfa", 2023)]


def test_one_report_is_late(received):
    """All reports of a year come by March, but one in the autumn (a correction is none of them)."""
    late = [r for r in receipts(received.inbox) if not r.supersedes and r.received_at[5:7] > "03"]
    assert [(r.member_id, r.year, r.received_at[:4]) for r in late] == [("demo-speditoren-gamma", 2024, "2025")]


def test_reports_are_missing_where_members_left_joined_later_or_sent_none(received, members):
    sent = {(r.member_id, r.year) for r in received.reports}
    due = {
        (m.member_id, year)
        for m in members.itertuples(index=False)
        for year in range(2021, 2026)
        if m.joined_year <= year and (m.left_year == "" or year < float(m.left_year))
    }
    assert due - sent == {
        ("demo-byggbolaget-beta", 2023),
        ("demo-tillverkaren-gamma", 2022),
        ("demo-akeriet-zeta", 2025),
        ("demo-fordonsverkstaden-beta", 2025),
    }
    assert sent - due == {("demo-akeriet-eta", 2022)}


def few(tmp_path, count: int) -> Path:
    """A folder with the first deliveries only."""
    folder = tmp_path / "few"
    rows = pd.read_csv(FOLDER / "deliveries.csv").head(count)
    for file in rows["file"]:
        (folder / "reports" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / "reports" / file, folder / "reports" / file)
    rows.to_csv(folder / "deliveries.csv", index=False)
    return folder


def state_of(inbox: Path) -> dict[str, tuple[int, bytes]]:
    files = [p for p in inbox.rglob("*") if p.is_file() and p.name != ".lock"]
    return {str(p.relative_to(inbox)): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def test_receiving_again_changes_nothing_and_an_interrupted_run_goes_on(tmp_path):
    folder, inbox = few(tmp_path, 3), tmp_path / "inbox"
    first = receive_all(inbox, folder, lists(DATA))
    whole = state_of(inbox)
    assert len(whole) == 3 * 3
    receive_all(inbox, folder, lists(DATA))
    assert state_of(inbox) == whole
    last = receipts(first.inbox, pd.read_csv(folder / "deliveries.csv")["member_id"].iloc[2])
    shutil.rmtree(first.inbox / last[0].member_id)
    assert len(state_of(inbox)) == 2 * 3
    again = receive_all(inbox, folder, lists(DATA))
    assert receipts(again.inbox) == receipts(first.inbox)
    assert {k: content for k, (_, content) in state_of(inbox).items()} == {k: c for k, (_, c) in whole.items()}


def test_another_edition_is_kept_apart(tmp_path):
    folder, inbox = few(tmp_path, 2), tmp_path / "inbox"
    first = receive_all(inbox, folder, lists(DATA))
    file = next((folder / "reports").rglob("*.csv"))
    file.write_bytes(file.read_bytes().replace(b",100,", b",90,", 1))
    second = receive_all(inbox, folder, lists(DATA))
    assert first.inbox != second.inbox
    assert len(receipts(first.inbox)) == len(receipts(second.inbox)) == 2
    assert second.corrected == {}


def test_a_warning_that_nobody_confirmed_stops_the_reception(tmp_path):
    """The first report that was confirmed, with the year before it, and the confirmation taken away."""
    rows = pd.read_csv(FOLDER / "deliveries.csv")
    asked = rows[rows["confirmed"] == "yes"].iloc[0]
    own = rows[(rows["member_id"] == asked["member_id"]) & (rows["year"] <= asked["year"])].assign(confirmed="no")
    folder = tmp_path / "unconfirmed"
    for file in own["file"]:
        (folder / "reports" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / "reports" / file, folder / "reports" / file)
    own.to_csv(folder / "deliveries.csv", index=False)
    with pytest.raises(NotConfirmedError):
        receive_all(tmp_path / "inbox", folder, lists(DATA))


def test_a_report_under_another_name_is_refused(tmp_path):
    folder = few(tmp_path, 1)
    rows = pd.read_csv(folder / "deliveries.csv").assign(member_id="demo-akeriet-alfa")
    rows.to_csv(folder / "deliveries.csv", index=False)
    with pytest.raises(InputRefused):
        receive_all(tmp_path / "inbox", folder, lists(DATA))
