"""A report's way through every room, in a real browser: faulty, mended, handed in, released, seen by each reader."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from declaration.home import DATA, REPOSITORY, served_folder
from declaration.language import reader_of
from declaration.release.reader import ask, open_database
from declaration.release.shelf import current_release
from tests.browser.conftest import PATIENCE_MS, READY
from tests.door.running import running_room, running_server

SAY = reader_of("sv").say
MEMBER, NAME, YEAR = "demo-akeriet-zeta", "Demonstrationsåkeriet Zeta", 2025
#: what a whole release may take on a slow machine
RELEASE_MS = 900_000


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """A home as it was in the summer of 2023: the last year told is 2022."""
    home = tmp_path_factory.mktemp("begun")
    command = [sys.executable, "-m", "declaration", "release", "--as-of", "2023-06-30"]
    subprocess.run(command, cwd=REPOSITORY, env={**os.environ, "DECLARATION_HOME": str(home)}, check=True)
    return home


def tab(browser: Browser, address: str, path: str, who: str = "") -> Page:
    """A visitor of their own on a page, signed in as somebody."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address, locale="sv-SE")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(path)
    if who:
        page.get_by_role("button", name=SAY("sign_in.button"), exact=True).click()
        page.get_by_role("button", name=who).click()
        page.wait_for_url(f"{address}/**")
    page.wait_for_selector(READY)
    return page


def report(quantity: str | None = None) -> bytes:
    """The invented haulier's report of the year before, as one of YEAR; quantity: what stands in its first line."""
    text = (DATA / "demonstration" / "reports" / "2024" / f"{MEMBER}.csv").read_text(encoding="utf-8")
    text = text.replace("Activities,1,2024,", f"Activities,1,{YEAR},")
    text = re.sub(r"^([A-Za-z]+,1),2024,", rf"\1,{YEAR},", text, flags=re.MULTILINE)
    return (text if quantity is None else text.replace("1907500", quantity)).encode()


def give(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def say_year(year: int) -> str:
    """How the strips name their year."""
    return SAY("stand.strips.subtitle", year=year)


def strips_of(member: Page) -> str:
    """What stands at the member's strips, once they are drawn."""
    strips = member.locator(".st-key-figure-own-bands")
    expect(strips.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    return strips.inner_text()


def figures_of(sheet: Locator) -> list[int]:
    """The last column of a sheet's first table, top to bottom, as the page writes it (t CO2e)."""
    cells = sheet.locator("table").first.locator("tbody tr > :last-child").all_text_contents()
    return [int(re.sub(r"[^\d−]", "", cell.split("t")[0]).replace("−", "-")) for cell in cells]


def totals(home: Path) -> dict[int, float]:
    """year → the programme's published total (t CO2e) of the current release."""
    with open_database(current_release(home).public_database) as connection:
        rows = ask(connection, "public/programme_levels", view="reported", factors="own_year")
    rows = rows[rows["area"].eq("total")]
    return dict(zip(rows["year"].astype(int), rows["co2e_t"], strict=True))


def test_from_a_faulty_file_to_what_every_reader_sees(begun, browser):
    before, then = current_release(begun).id, totals(begun)
    assert max(then) == 2022
    with running_server(begun, "--try-out") as dashboard:
        member = tab(browser, dashboard.address, "/var-vi-star", NAME)
        said = say_year(2022)
        assert said in strips_of(member)
        member.goto(f"/rapportera?year={YEAR}")
        member.wait_for_selector(READY)
        give(member, "fel.csv", report("många"))
        expect(member.get_by_text("många").first).to_be_visible()
        expect(member.get_by_role("button", name=SAY("desk.send", year=YEAR))).to_have_count(0)
        assert not list((served_folder(begun) / "desk").glob("letters/*/*"))

        give(member, "../../<img src=x onerror=alert(1)>zeta.csv", report())
        member.get_by_role("button", name=SAY("desk.send", year=YEAR)).click()
        expect(member.get_by_text(re.compile(r"00001-[0-9a-f]{8}")).first).to_be_visible()
        assert member.locator("img[src=x]").count() == 0
        sealed = list((served_folder(begun) / "desk").glob(f"letters/{MEMBER}/*.sealed"))
        assert len(sealed) == 1
        everything = b"".join(p.read_bytes() for p in (served_folder(begun) / "desk").rglob("*") if p.is_file())
        assert b"1907500" not in everything, "the desk holds a figure that the dashboard could read"

        with running_room(begun) as room:
            steward = tab(browser, room.address, "/", "Datahållaren")
            steward.get_by_role("button", name=SAY("steward.collect")).click()
            kept = SAY("steward.collected.taken", member=NAME, kind=SAY("steward.letter.report").lower(), year=YEAR)
            expect(steward.get_by_text(kept)).to_be_visible()
            steward.goto("/utgava")
            steward.wait_for_selector(READY)
            steward.get_by_role("button", name=SAY("steward.start")).click()
            deadline = time.monotonic() + RELEASE_MS / 1000
            while current_release(begun).id == before and time.monotonic() < deadline:
                time.sleep(2)
            assert current_release(begun).id != before, steward.locator("body").inner_text()[:3000]

        member.goto("/var-vi-star")
        member.wait_for_selector(READY)
        assert said not in strips_of(member) and say_year(YEAR) in strips_of(member)
        member.goto(f"/rapportera?year={YEAR}")
        status = SAY("desk.status.in_release", year=YEAR, release=current_release(begun).id, email="")
        expect(member.locator("body")).to_contain_text(status)

        now = totals(begun)
        assert max(now) == YEAR
        official = tab(browser, dashboard.address, f"/mote?against={before}", "Tjänsteperson")
        change = official.locator(".st-key-sheet-change")
        expect(change.get_by_role("img").first).to_be_visible()
        change.locator("summary").click()
        start, *steps, whole, end = figures_of(change)
        assert (start, end) == (round(then[2022]), round(now[YEAR]))
        assert len(steps) > 2 and sum(steps) == whole == end - start
        public = tab(browser, dashboard.address, "/omstallningsomraden")
        expect(public.locator("body")).to_contain_text(reader_of("sv").tonnes(now[YEAR]))
        assert MEMBER not in public.content() and NAME not in public.content()
        for page in (member, steward, official, public):
            page.context.close()
