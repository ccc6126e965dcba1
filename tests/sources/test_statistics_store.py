"""The store holds every release side by side, whole or not at all."""

import itertools
import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from declaration.cli import main
from declaration.home import DATA
from declaration.problems import InputRefused
from declaration.sources.statistics_store import (
    excerpt_of,
    import_reports,
    imported_releases,
    read_release,
    read_table,
    store_path,
    write_excerpt,
)
from tests.sources.reports import SECTORS, bent, small_report


def test_releases_lie_side_by_side(tmp_path):
    home = tmp_path / "home"
    files = [
        small_report((2010, 2020), release="2030-01-01").write(tmp_path / "a.xlsx"),
        small_report((2010, 2020, 2025), release="2031-01-01").write(tmp_path / "b.xlsx"),
    ]
    results = import_reports(home, files)
    assert [(r.report.release, r.is_new) for r in results] == [("2030-01-01", True), ("2031-01-01", True)]
    assert imported_releases(home) == ["2030-01-01", "2031-01-01"]
    assert sorted(read_release(home, "2031-01-01")["year"].unique()) == [2010, 2020, 2025]
    assert sorted(read_release(home, "2030-01-01")["year"].unique()) == [2010, 2020]


def test_a_release_says_where_it_came_from(tmp_path):
    import_reports(tmp_path, [small_report().write(tmp_path / "a.xlsx")])
    attributes = read_release(tmp_path, "2031-04-01").attrs
    assert attributes["source_file"] == "a.xlsx"
    assert attributes["unit"] == "ton/år"
    assert attributes["gas"].startswith("Växthusgaser totalt")
    assert len(attributes["source_sha256"]) == 64


def test_the_same_figures_again_change_nothing(tmp_path):
    import_reports(tmp_path, [small_report().write(tmp_path / "a.xlsx")])
    before = store_path(tmp_path, "2031-04-01").stat()
    again = bent(lambda r: setattr(r, "lead", 3)).write(tmp_path / "again.xlsx")
    (result,) = import_reports(tmp_path, [again])
    assert not result.is_new
    after = store_path(tmp_path, "2031-04-01").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_the_excerpt_has_what_the_dashboard_needs(tmp_path):
    import_reports(tmp_path, [small_report().write(tmp_path / "a.xlsx")])
    rows = excerpt_of(tmp_path, "2031-04-01")
    assert list(rows.columns) == ["release", "sector_key", "area_code", "year", "emissions_t"]
    assert set(rows["area_code"]) == {"1260", "1283", "1277", "12", "00"}
    assert set(rows["sector_key"]) == {
        "total",
        "transport",
        "transport.passenger_cars",
        "transport.heavy_lorries",
        "transport.light_lorries",
        "industry",
        "machinery",
        "machinery.fishing_boats",
        "machinery.airports_ports_other",
    }
    assert len(rows) == 9 * 5 * 3
    assert not rows.duplicated(["sector_key", "area_code", "year"]).any()


def test_a_sector_without_a_name_is_kept_and_told(tmp_path, capsys, monkeypatch):
    report = small_report()
    for row in report.rows:
        row[1] = "Ellastbilar" if row[1] == "Personbilar" else row[1]
    path = report.write(tmp_path / "a.xlsx")
    monkeypatch.setenv("DECLARATION_HOME", str(tmp_path / "home"))
    assert main(["statistics", "import", str(path)]) == 0
    assert "Transporter / Ellastbilar" in capsys.readouterr().out
    assert "Ellastbilar" in set(read_release(tmp_path / "home", "2031-04-01")["sub_sector"])


def test_the_commands_import_list_and_excerpt(tmp_path, capsys, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("DECLARATION_HOME", str(home))
    report = small_report()
    report.rows[0][4] += 5
    path = report.write(tmp_path / "a.xlsx")
    assert main(["statistics", "import", "--all", str(path)]) == 0
    told = capsys.readouterr().out
    assert "publiceringen 2031-04-01 är importerad" in told
    assert "the release 2031-04-01 is imported" in told
    assert "1 av 27 summor stämmer inte inom ett ton" in told
    assert "Alla,Alla,00,2010," in told
    assert main(["statistics", "import", str(path)]) == 0
    assert "fanns redan med samma siffror" in capsys.readouterr().out
    assert main(["statistics", "list"]) == 0
    listed = capsys.readouterr().out
    assert "2031-04-01: importerad, 2010–2029" in listed
    assert "2025-04-04: in the repository" in listed
    assert main(["statistics", "excerpt", "2000-01-01"]) == 1
    assert "2000-01-01 är inte importerad" in capsys.readouterr().err


def test_the_committed_table_is_written_whole_with_its_source(tmp_path):
    home, data = tmp_path / "home", tmp_path / "data"
    (data / "statistics").mkdir(parents=True)
    for name in ("areas.csv", "statistics/sectors.csv"):
        (data / name).write_bytes((DATA / name).read_bytes())
    import_reports(home, [small_report().write(tmp_path / "a.xlsx")], data)
    path = write_excerpt(home, "2031-04-01", data)
    rows = pd.read_csv(path, dtype={"area_code": str, "release": str})
    assert rows["source"].unique().tolist() == ["SMHI, Nationella emissionsdatabasen, Länsrapport 2031-04-01"]
    expected = excerpt_of(home, "2031-04-01", data)
    assert (rows["emissions_t"] - expected["emissions_t"]).abs().max() <= 1e-6
    (again,) = import_reports(home, [tmp_path / "a.xlsx"], data)
    assert not again.is_new


def test_a_release_that_is_not_held_is_told(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read_release(tmp_path, "2031-04-01")
    assert [p.code for p in refused.value.problems] == ["release_unknown"]


def test_no_two_sectors_share_a_spelling():
    table = read_table(DATA / "statistics" / "sectors.csv")
    assert table["sector_key"].is_unique
    assert set(SECTORS) <= {name for names in table["source_names"] for name in names.split("|")}
    assert set(table["parent_key"]) - {""} <= set(table["sector_key"])


KILLS = 40


def import_on_and_on(folder: Path, files: list[Path]) -> None:
    """Import the files into one new home after another, until killed."""
    for turn in itertools.count():
        import_reports(folder / f"home{turn:04}", files)


def test_killed_at_any_moment_the_store_is_absent_or_whole(tmp_path):
    report = small_report((*range(1990, 2030),))
    files = [
        report.write(tmp_path / "a.xlsx"),
        replace(report, release="2032-01-01").write(tmp_path / "b.xlsx"),
    ]
    start = time.perf_counter()
    import_reports(tmp_path / "whole", files)
    took = time.perf_counter() - start
    whole = {release: read_release(tmp_path / "whole", release) for release in ("2031-04-01", "2032-01-01")}
    assert len(whole["2032-01-01"]) == 40 * len(report.rows)
    context, dice = multiprocessing.get_context("fork"), random.Random(1)
    for turn in range(KILLS):
        folder = tmp_path / f"turn{turn}"
        folder.mkdir()
        child = context.Process(target=import_on_and_on, args=(folder, files))
        child.start()
        time.sleep(dice.uniform(0, 3) * took)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL
        for home in sorted(folder.iterdir())[-2:]:
            for release in imported_releases(home):
                assert read_release(home, release).equals(whole[release])
            import_reports(home, files)
            assert imported_releases(home) == list(whole)
            assert {p.suffix for p in (home / "statistics").iterdir()} == {".parquet"}
