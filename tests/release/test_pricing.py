"""What a further table would cost: a number of withheld cells, worked out against all that was said before."""

import pandas as pd
import pytest

from declaration.cli import main
from declaration.disclosure.gate import Edition, classes_of, decide
from declaration.disclosure.rules import read_rules
from declaration.home import DATA
from declaration.lock import alone
from declaration.release.gating import families, read_knowledge
from declaration.release.ledger import append
from declaration.release.pricing import price
from declaration.release.shelf import make_current, shelf
from declaration.release.vault import save, vault_file
from declaration.sealing.key import key_of

RELEASE_ID = "2025-04-04-0123abcd"
PARTS = ("constant", "scope_1", "scope_2", "scope_3", "ttw", "wtt", "unsplit", "market", "biogenic_co2")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Twelve hauliers with logistics, of whom two have buildings as well: 1 to 12 kt CO2e, one year."""
    home = tmp_path_factory.mktemp("priced")
    rows = [(f"m{n:02}", "smart_efficient_logistics", 1000.0 + 100 * n) for n in range(12)]
    rows += [(f"m{n:02}", "fossil_free_energy", 500.0 + 20 * n) for n in range(12)]
    rows += [(f"n{n:02}", "fossil_free_energy", 600.0 + 30 * n) for n in range(2)]
    lines = pd.DataFrame(rows, columns=["member_id", "area", "co2e_t"])
    lines["category"] = ["haulier" if member[0] == "m" else "energy" for member in lines["member_id"]]
    lines = lines.assign(group_id=lines["member_id"], park="berga", year=2024, reported=True)
    lines = lines.assign(**{f"{part}_t": lines["co2e_t"] * (0.3 + 0.05 * n) for n, part in enumerate(PARTS)})
    present = lines[["member_id", "year"]].drop_duplicates()
    edition = Edition(lines, present, {}, pd.DataFrame(columns=["block", "group_id", "code", "year", "amount"]))
    rules = read_rules(DATA / "disclosure" / "rules.toml")
    # as they are before two energy companies are too few to be told apart
    classes = classes_of(lines[lines["category"].eq("haulier")], families(DATA), rules)
    made = decide(edition, [], classes, rules, read_knowledge(DATA))
    append(home / "ledger" / "members.jsonl", RELEASE_ID, "2026-01-01", {"numbers": made.new, "classes": classes})
    peer = pd.DataFrame({"reader": ["m00"], "peer_group": ["all"]})
    save(vault_file(home, RELEASE_ID), key_of(home), edition, {"peer": peer})
    folder = shelf(home) / RELEASE_ID
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"ledger_file": "members.jsonl"}')
    make_current(home, RELEASE_ID)
    return home


def test_the_price_is_the_cells_that_would_be_withheld(published):
    rows = price(published, published / "ledger" / "members.jsonl", DATA, key_of(published)).set_index("dimension")
    assert rows.loc["area_category", "is_further"]
    assert not rows.loc[["total", "area", "category", "park"], "is_further"].any()
    # areas × categories with a line: logistics and energy of the hauliers, energy of the two energy companies
    assert rows.loc["area_category", "cells"] == 3
    # the two energy companies are below five, and with them hidden so must be what they can be subtracted from
    assert 1 <= rows.loc["area_category", "withheld"] <= 3
    assert (rows["cells"] == rows["shown"] + rows["withheld"]).all()


def test_the_command_tells_it_in_both_languages_without_any_tonnes(published, monkeypatch, capsys):
    monkeypatch.setenv("DECLARATION_HOME", str(published))
    assert main(["price"]) == 0
    told = capsys.readouterr().out
    assert f"Om tabellen lades till nu, utöver det som publicerats till och med {RELEASE_ID}" in told
    assert "Omställningsområde × kategori: 3 tal, varav" in told
    assert "Transition area × category: 3 numbers, of which" in told
    assert "1100" not in told


def test_a_run_that_gives_account_writes_counts_and_nothing_to_the_screen_of_its_failure(
    published, monkeypatch, capsys, tmp_path
):
    monkeypatch.setenv("DECLARATION_HOME", str(published))
    account = tmp_path / "run.jsonl"
    assert main(["price", "--progress", str(account)]) == 0
    assert '"outcome": "priced"' in account.read_text().splitlines()[-1]
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path / "empty"))
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["price", "--progress", str(account)])
    assert ended.value.code == 1
    last = account.read_text().splitlines()[-1]
    assert '"error": "NoReleaseError", "where": "declaration/release/shelf.py:' in last
    assert str(tmp_path) not in last
    assert capsys.readouterr() == ("", "")


def test_who_starts_a_second_one_by_hand_is_told_that_it_waits(published, monkeypatch, capsys):
    waits = []
    with alone(published, lambda: waits.append("first")):
        assert waits == []
        lock_is_taken = []

        def stop_waiting():
            lock_is_taken.append(True)
            raise InterruptedError

        with pytest.raises(InterruptedError), alone(published, stop_waiting):
            pass
    assert lock_is_taken == [True]
