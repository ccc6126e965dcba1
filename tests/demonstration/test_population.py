import re
import unicodedata
from difflib import SequenceMatcher
from statistics import median

import pandas as pd
import pytest

from declaration.demonstration.assumptions import read_assumptions
from declaration.demonstration.population import population
from declaration.home import DATA

#: two names that share more than this of their letters, in order, would be taken for one another
ALIKE = 0.6
#: areas that belong to one real company or where one is alone
ONE_COMPANY = {"hoganas_ab", "airport", "filborna", "port_ferry", "landskrona_hamn"}


def words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return {word for word in re.split(r"[^a-z0-9]+", plain) if len(word) > 2}


@pytest.fixture(scope="module")
def real():
    return pd.read_csv(DATA / "members.csv")


def test_no_invented_name_or_id_is_or_resembles_a_real_one(members, real):
    real_words = set().union(*map(words, [*real["name"], *real["member_id"]]))
    for member_id, name in zip(members["member_id"], members["name"], strict=True):
        assert not (words(name) | words(member_id)) & real_words, member_id
        for other in [*real["name"], *real["member_id"]]:
            for own in (name, member_id.removeprefix("demo-")):
                assert SequenceMatcher(None, own.lower(), other.lower()).ratio() < ALIKE, (own, other)


def test_the_comparison_would_catch_a_real_name(real):
    """Each real name, given as an invented one, is caught by its words."""
    for name in real["name"]:
        assert words("Demonstrations " + name) & words(name), name


def test_every_invented_name_says_what_it_is(members):
    assert members["name"].str.startswith("Demonstrations").all()
    assert members["member_id"].str.startswith("demo-").all()
    assert members["member_id"].is_unique
    assert members["name"].is_unique
    assert members.loc[members["corporate_group"] != "", "corporate_group"].str.startswith("Demonstrations").all()


def test_every_category_is_there_and_every_site_lies_in_a_park(members, real, reporters):
    areas = set(pd.read_csv(DATA / "geography" / "areas.csv")["area_id"])
    assert set(members["category"]) == set(real["category"])
    sites = {area for reporter in reporters for area, _ in reporter.sites}
    assert sites <= areas - ONE_COMPANY
    assert len(sites) >= 8
    assert len(members) == len(reporters) == 44


def test_nobody_is_the_only_one_of_its_category(members):
    assert members.groupby("category").size().min() >= 2


def test_some_join_some_leave_and_some_share_an_owner(members):
    assert set(members.loc[members["joined_year"] > 2021, "joined_year"]) == {2022, 2023, 2024}
    assert (members["left_year"] != "").sum() == 2
    groups = members.loc[members["corporate_group"] != ""].groupby("corporate_group").size()
    assert len(groups) == 3
    assert groups.min() >= 2


@pytest.mark.parametrize("category", ["haulier", "forwarder_3pl", "port_airport", "food_cold_chain"])
def test_the_largest_is_many_times_the_median(reporters, category):
    sizes = [r.size for r in reporters if r.category == category]
    assert max(sizes) > 3 * median(sizes)


def test_shares_of_the_sites_add_up(reporters):
    for reporter in reporters:
        assert sum(share for _, share in reporter.sites) == pytest.approx(1.0)


def changed(text: str, tmp_path):
    file = tmp_path / "assumptions.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('use = "lorries"\nfrom = "diesel_mk1"', 'use = "lorries"\nfrom = "coal"', "no such carriers"),
        ("lorries = 4500", "lorrys = 4500", "no such use: lorrys"),
        ("seed = 20300101", "seed = 20300101\nsed = 1", "sed"),
        ("count = 8", "count = 0", "greater than or equal to 1"),
    ],
)
def test_assumptions_that_do_not_hold_together_are_refused(tmp_path, old, new, message):
    text = (DATA / "demonstration" / "assumptions.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=message):
        read_assumptions(changed(text.replace(old, new, 1), tmp_path))


def test_an_event_of_somebody_unknown_is_refused(tmp_path):
    text = (DATA / "demonstration" / "assumptions.toml").read_text(encoding="utf-8")
    wrong = changed(text.replace('member = "demo-akeriet-zeta"', 'member = "demo-akeriet-omega"'), tmp_path)
    with pytest.raises(ValueError, match="no such reporter: demo-akeriet-omega"):
        population(read_assumptions(wrong))
