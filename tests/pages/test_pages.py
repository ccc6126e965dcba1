"""Each page in both languages: it draws, says the right thing, and keeps its state in the address."""

import json
import re

import pytest

from declaration.language import reader_of
from declaration.release.reader import open_database
from declaration.routes import LANGUAGES, ROUTES

EVERY_PAGE = [(route.key, language) for route in ROUTES for language in LANGUAGES]


def words(test) -> str:
    """Everything a reader can read on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "metric", "info", "warning")
    return "\n".join(str(element.value) for kind in kinds for element in test.get(kind)) + "\n".join(
        f"{metric.label} {metric.delta}" for metric in test.metric
    )


@pytest.mark.parametrize(("key", "language"), EVERY_PAGE)
def test_a_page_has_one_title_in_its_language_and_no_gaps(open_page, key, language):
    test = open_page(key, language)
    assert len(test.title) == 1
    text = words(test)
    assert "nan" not in text.lower().split()
    assert not re.search(r"\bNone\b(?! of)", text)
    assert "{" not in text.replace("{{", "")
    other = "en" if language == "sv" else "sv"
    label = reader_of(other).say("site.this_language")
    assert label in [link.proto.label for link in test.get("page_link")]


@pytest.mark.parametrize(("key", "language"), EVERY_PAGE)
def test_every_chart_has_an_alternative_text_and_a_table_twin(open_page, key, language):
    test = open_page(key, language)
    charts = test.get("plotly_chart")
    tables = [html.proto.body for html in test.get("html") if "<table" in html.proto.body]
    assert all(len(chart.proto.alt) > 40 for chart in charts)
    assert len(tables) >= len(charts)
    assert (key in ("overview", "areas", "statistics")) == bool(charts)


def test_the_overview_leads_with_the_official_figure_its_caveat_and_its_source(open_page):
    text = words(open_page("overview"))
    assert "185\u202f000" in text
    assert "enligt SMHI" in text
    assert "skattar" in text
    english = words(open_page("overview", "en"))
    assert "185,000" in english
    assert "according to SMHI" in english


def test_the_trajectory_chart_draws_the_official_figures(open_page):
    chart = json.loads(open_page("overview").get("plotly_chart")[0].proto.spec)
    observed = next(t for t in chart["data"] if t.get("mode") == "lines+markers")
    years = observed["x"]["bdata"] if isinstance(observed["x"], dict) else observed["x"]
    assert years
    tops = [y for y in observed["y"] if y is not None] if isinstance(observed["y"], list) else []
    assert any(round(y) == 278298 for y in tops)
    assert any(round(y) == 185018 for y in tops)


def test_a_municipality_and_a_target_come_from_the_address(open_page):
    test = open_page("overview", place="1283", target="city_85_2030")
    assert "Helsingborg" in test.title[0].value
    assert "481\u202f000" in words(test)


def test_an_unknown_code_in_the_address_gives_the_default_and_no_error(open_page):
    test = open_page("overview", place="9999", target="../../etc", path="spiral", estimate="maybe")
    assert "185\u202f000" in words(test)


def test_without_the_estimate_nothing_of_it_is_shown(open_page):
    test = open_page("overview", estimate="no")
    assert "skattar" not in words(test)
    assert "2024" not in " ".join(metric.label for metric in test.metric)


def test_choosing_a_place_changes_the_page_and_the_address(open_page):
    test = open_page("overview")
    test.selectbox(key="overview-sv-place").set_value("1283").run()
    assert test.query_params["place"] == "1283"
    assert "Helsingborg" in test.title[0].value
    assert "53\u202f500" in words(test)


@pytest.mark.parametrize("place", ["FH11", "12", "00", "1214", "1257", "1260", "1275", "1276", "1277", "1292"])
def test_every_place_can_be_shown_against_every_target(open_page, place):
    for target in ("transport_70_2030", "declaration_2030", "declaration_2035"):
        for path in ("linear", "constant_rate"):
            open_page("overview", place=place, target=target, path=path)


def test_net_zero_with_a_constant_rate_says_why_there_is_no_such_path(open_page):
    test = open_page("overview", target="declaration_2030", path="constant_rate")
    assert reader_of("sv").say("overview.shape.not_for_zero") in words(test)


def test_statistics_shows_several_places_in_any_measure(open_page):
    for measure in ("total", "per_inhabitant", "index"):
        test = open_page("statistics", measure=measure, sector="transport")
        assert test.get("plotly_chart")


def test_statistics_without_a_place_asks_for_one(open_page):
    test = open_page("statistics")
    test.multiselect(key="statistics-sv-place").set_value([]).run()
    assert not test.exception
    assert reader_of("sv").say("statistics.no_place") in words(test)


def test_an_unknown_release_in_the_address_shows_the_current_one(open_page, release):
    test = open_page("method", release="2020-01-01-00000000")
    assert release.id in words(test) + "".join(code.value for code in test.code)


def test_the_method_page_works_the_example_through_with_the_real_figures(open_page):
    text = words(open_page("method"))
    assert "278\u202f298" in text
    assert "83\u202f489" in text
    assert "185\u202f018" in text


def test_a_page_that_fails_says_so_in_the_readers_language_and_keeps_its_foot(open_page, monkeypatch):
    def broken(*_):
        raise RuntimeError("a secret figure")

    monkeypatch.setattr("declaration.ui.headline.trajectory_figure", broken)
    with pytest.raises(AssertionError, match="could not be shown"):
        open_page("overview", "en")


def test_whatever_comes_from_the_demonstration_programme_says_so(open_page):
    say = reader_of("sv").say
    for key in ("areas", "overview"):
        assert any(say("programme.notice") == warning.value for warning in open_page(key).warning)
    areas = open_page("areas")
    for chart in areas.get("plotly_chart")[:2]:
        texts = [note.get("text") for note in json.loads(chart.proto.spec)["layout"]["annotations"]]
        assert say("programme.mark") in texts
    captions = [caption.value for caption in areas.caption]
    assert sum(say("programme.source.demonstration") in caption for caption in captions) == 2


def test_the_five_areas_add_up_to_the_programme_in_every_view(release):
    with open_database(release.public_database) as connection:
        apart = connection.execute(
            # each figure is rounded on its own: the sum is off by half a step of each at most
            "select max(abs(whole - parts) - slack) from (select "
            "sum(co2e_t) filter (area = 'total') as whole, sum(co2e_t) filter (area <> 'total') as parts, "
            "sum(step) / 2 as slack from programme_level where view = 'reported' group by year, factors)"
        ).fetchone()[0]
        looked_at = connection.execute("select count(*) from programme_level").fetchone()[0]
    assert looked_at == 6 * 5 * 4
    assert apart <= 1e-6


def test_the_steps_of_a_change_are_the_whole_change(release):
    with open_database(release.public_database) as connection:
        rows = connection.execute(
            "with change as (select area, first_year, last_year, sum(change_t) as change_t from programme_change "
            "group by area, first_year, last_year), level as (select * from programme_level "
            "where view = 'reported' and factors = 'own_year') "
            "select change.change_t, later.co2e_t - earlier.co2e_t as difference_t from change "
            "join level as later on later.area = change.area and later.year = change.last_year "
            "join level as earlier on earlier.area = change.area and earlier.year = change.first_year"
        ).df()
    # areas of which nothing may be told apart have no steps
    assert len(rows) >= 3 * 5
    assert (rows["change_t"] - rows["difference_t"]).abs().max() < 1e-6


def test_the_diesel_of_2024_shows_as_the_systems_and_not_as_members_doing(open_page, release):
    with open_database(release.public_database) as connection:
        effects = dict(
            connection.execute(
                "select effect, change_t from programme_change "
                "where area = 'fossil_free_energy' and first_year = 2023 and last_year = 2024"
            ).fetchall()
        )
    assert effects["system_factor"] > 5_000
    assert effects["own_choice"] < 0
    page = open_page("areas", area="fossil_free_energy", years="2023-2024")
    spec = json.loads(page.get("plotly_chart")[1].proto.spec)
    assert reader_of("sv").say("effect.system_factor") in spec["data"][0]["y"]


def test_the_switches_change_what_is_drawn(open_page):
    def drawn(**query):
        return json.loads(open_page("areas", **query).get("plotly_chart")[0].proto.spec)

    usual = drawn()
    assert usual["layout"]["yaxis"]["range"] == usual["layout"]["yaxis5"]["range"]
    assert drawn(**{"own-scale": "yes"})["layout"]["yaxis5"]["range"] != usual["layout"]["yaxis5"]["range"]
    for query in ({"matched": "no"}, {"constant": "yes"}):
        assert drawn(**query)["data"] != usual["data"], query


@pytest.mark.parametrize("years", ["²-3", "2" * 5000 + "-2024", "２０２３-２０２４", "2024", "nan-inf"])
def test_years_that_are_none_show_all_of_them(open_page, years):
    (usual,) = open_page("statistics").get("slider")
    (asked,) = open_page("statistics", years=years).get("slider")
    assert asked.value == usual.value
    (asked,) = open_page("statistics", years="2010-2015").get("slider")
    assert asked.value == (2010, 2015)


def test_factors_can_be_searched(open_page):
    page = open_page("method")
    page.text_input[0].set_value("diesel 2024 tank").run()
    tables = [h.proto.body for h in page.get("html")]
    found = next(t for t in tables if reader_of("sv").say("method.factors.caption") in t)
    assert 0 < found.count("<tr>") < 30
    page.text_input[0].set_value("zzzz").run()
    assert reader_of("sv").say("method.factors.found", count="0") in [m.value for m in page.markdown]
