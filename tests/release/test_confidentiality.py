"""A real release, searched for what must not be in it, and attacked."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pandas as pd
import pytest

from declaration.audit.report import audit
from declaration.disclosure.rules import read_rules
from declaration.home import DATA, REPOSITORY
from declaration.release.auditing import audit_rules, evidence_of, known_of, truth_of
from declaration.release.ledger import entries
from declaration.release.members import open_member
from declaration.release.reader import open_database
from declaration.release.shelf import current_release
from declaration.release.vault import load, vault_file
from declaration.sealing.errors import SealingError
from declaration.sealing.key import key_of


@pytest.fixture(scope="module")
def seal(home):
    return key_of(home)


@pytest.fixture(scope="module")
def vault(home, release, seal):
    return load(vault_file(home, release.id), seal)


@pytest.fixture(scope="module")
def lines(vault):
    return vault[0].lines


def released_values(release):
    """Every number of every table of the public database."""
    with open_database(release.public_database) as connection:
        names = [n for (n,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        frames = {name: connection.table(name).df() for name in names if name.startswith(("programme", "released"))}
    values = {}
    for name, frame in frames.items():
        for column in frame.select_dtypes("number"):
            for value in frame[column].dropna():
                values.setdefault(round(float(value), 3), f"{name}.{column}")
    return values


def test_no_member_s_own_figure_is_in_the_public_database(release, lines):
    values = released_values(release)
    by_member = lines.groupby(["member_id", "year"])["co2e_t"].sum()
    by_area = lines.groupby(["member_id", "area", "year"])["co2e_t"].sum()
    canaries = [x for x in [*by_member, *by_area, *lines["co2e_t"]] if x >= 100]
    assert len(canaries) > 500
    assert [x for x in canaries if round(x, 3) in values] == []


def test_no_reporter_is_named_in_what_everybody_can_fetch(release, lines):
    names = {member.encode() for member in lines["member_id"]}
    files = [release.public_database, *release.downloads.iterdir()]
    for path in files:
        contents = [path.read_bytes()]
        if path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                contents = [archive.read(name) for name in archive.namelist()]
        assert not [n for content in contents for n in names if n in content], path.name


def test_a_withheld_cell_has_no_value_in_any_table(release):
    with open_database(release.public_database) as connection:
        cells = connection.table("programme_cell").df()
        told = set(connection.table("released_number").df()["number_id"])
    withheld = cells[cells["status"].eq("withheld")]
    assert withheld["co2e_t"].isna().all()
    for row in withheld.itertuples():
        assert f"emissions:co2e_t/reported/{row.dimension}/{row.code}/{row.year}" not in told


def test_the_totals_of_the_region_and_of_each_area_are_published_in_full(release):
    with open_database(release.public_database) as connection:
        levels = connection.table("programme_level").df()
    reported = levels[levels["view"].eq("reported")]
    assert set(reported["status"]) == {"released"}
    assert reported["co2e_t"].notna().all()


def test_a_member_s_file_holds_its_own_rows_and_bands_of_its_peers(release, seal, lines):
    member = lines["member_id"].iloc[0]
    with open_member(release.folder / "members", member, seal) as connection:
        held = {n: connection.table(n).df() for (n,) in connection.execute("show tables").fetchall()}
    assert set(held["peer_number"]["reader"]) <= {member}
    assert held["own_line"]["line_id"].str.contains(member, regex=False).all()
    own = lines[lines["member_id"].eq(member)]["co2e_t"].sum()
    assert held["own_level"]["co2e_t"].sum() == pytest.approx(own)
    others = set(lines["member_id"]) - {member}
    text = " ".join(frame.to_csv() for frame in held.values())
    assert not [other for other in others if other in text]


def test_a_member_s_file_opens_in_no_other_member_s_place(release, seal, lines, tmp_path):
    one, other = lines["member_id"].unique()[:2]
    folder = tmp_path / release.id / "members"
    shutil.copytree(release.folder / "members", folder)
    shutil.copy(folder / f"{one}.duckdb.sealed", folder / f"{other}.duckdb.sealed")
    with pytest.raises(SealingError):
        open_member(folder, other, seal)


def test_nothing_of_a_member_lies_open_in_the_home_folder(home, lines):
    member = lines["member_id"].iloc[0].encode()
    looked_at = [*(home / "vault").rglob("*"), *(home / "ledger").rglob("*")]
    looked_at += list((home / "served" / "releases").rglob("*.sealed"))
    assert len(looked_at) > 40
    for path in looked_at:
        if path.is_file():
            content = path.read_bytes()
            assert b"own_line" not in content
            assert member not in content, path


def test_the_manifest_says_what_the_files_are_and_that_the_audit_passed(home, release):
    manifest = release.manifest()
    assert manifest["audit"]["exposures"] == 0
    assert manifest["audit"]["attackers"] > 30
    held = entries(home / "ledger" / manifest["ledger_file"])
    assert held[-1].hash == manifest["ledger"]
    assert "public.duckdb" in manifest["files"]
    # what anybody may read of the audit tells nobody's name and no rule's running value
    assert set(manifest["audit"]) == {
        *("promise", "nearest", "exposures", "attackers", "pairs", "figures", "releases", "numbers", "withheld")
    }


def test_the_auditor_fails_when_a_withheld_cell_is_put_back(home, release, seal, vault, lines):
    edition, others = vault
    evidence = evidence_of(release.folder, release.id, seal)
    classes = evidence.classes[evidence.classes["dimension"].eq("category")].set_index("code")["class_code"]
    with open_database(release.public_database) as connection:
        cells = connection.table("programme_cell").df()
    withheld = cells[cells["status"].eq("withheld")]
    assert len(withheld), "nothing is withheld: put another cell back"
    put_back = []
    for row in withheld.itertuples():
        inside = lines["year"].eq(row.year) & lines["category"].map(classes).eq(row.code)
        true = lines.loc[inside, "co2e_t"].sum()
        what = ("emissions:co2e_t", "reported", "category", row.code, row.year)
        put_back.append((f"put-back-{row.year}", *what, true, true))
    more = pd.DataFrame(put_back, columns=evidence.numbers.columns)
    told = type(evidence)(
        evidence.release_id, pd.concat([evidence.numbers, more], ignore_index=True), evidence.classes, evidence.peers
    )
    rules = audit_rules(read_rules(DATA / "disclosure" / "rules.toml"))
    report = audit([(told, truth_of(edition, others))], known_of(DATA), rules)
    assert not report.passed
    assert len(report.exposures)


def test_a_release_killed_half_way_leaves_the_old_one_whole(home, release, tmp_path):
    own = tmp_path / "home"
    shutil.copytree(home, own)
    before = json.dumps(release.manifest(), sort_keys=True)
    for seconds in (1.5, 4.0):
        running = subprocess.Popen(
            [sys.executable, "-m", "declaration", "release", "--as-of", "2024-06-30"],
            cwd=REPOSITORY,
            env={**os.environ, "DECLARATION_HOME": str(own)},
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        running.send_signal(signal.SIGKILL)
        running.wait()
        now = current_release(own)
        assert now.id == release.id
        assert json.dumps(now.manifest(), sort_keys=True) == before
        named = {path.name for path in (own / "served" / "releases").iterdir() if not path.name.startswith(".")}
        assert named == {release.id, "current"}
