"""Classes are ordered, whole and said in words; a missing figure never wears a class's colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declaration.language import reader_of
from declaration.maps.scale import (
    COLOURS,
    LIMITS,
    MISSING_COLOUR,
    class_labels,
    class_of,
    colour_of,
    legend_html,
)

FIGURES = st.floats(-1, 1e6, allow_nan=False)


@given(FIGURES, FIGURES, st.sampled_from(sorted(LIMITS)))
def test_more_is_never_lighter(a, b, measure):
    low, high = sorted((a, b))
    assert 0 <= class_of(low, measure) <= class_of(high, measure) < len(COLOURS)


@pytest.mark.parametrize("measure", LIMITS)
@pytest.mark.parametrize("figure", [None, float("nan"), float("inf")])
def test_a_missing_figure_has_no_class(measure, figure):
    assert class_of(figure, measure) is None
    assert colour_of(figure, measure) == MISSING_COLOUR not in COLOURS


@pytest.mark.parametrize("measure", LIMITS)
def test_a_limit_belongs_to_the_class_that_names_it_as_its_start(measure):
    for position, limit in enumerate(LIMITS[measure]):
        assert class_of(limit, measure) == position + 1


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("measure", LIMITS)
def test_the_legend_names_every_class_and_escapes_its_unit(language, measure):
    reader = reader_of(language)
    legend = legend_html(reader, measure, "<b>&", missing=True)
    assert len(set(class_labels(reader, measure))) == len(COLOURS)
    assert all(colour in legend for colour in (*COLOURS, MISSING_COLOUR))
    assert "&lt;b&gt;&amp;" in legend
    assert legend.count("<li") == len(COLOURS) + 1
