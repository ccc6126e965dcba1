"""The published rule from a probability to a word, and a probability in words a reader can picture."""

from dataclasses import dataclass
from typing import Literal

#: at least this probability (0-1) of meeting the target: on track
ON_TRACK_FROM = 0.66
#: below this probability: off track; between the two: uncertain
OFF_TRACK_BELOW = 0.33
#: below this share (0-1) of emissions covered, no status is given (accounting.md, "Over time")
MINIMUM_COVERAGE_SHARE = 0.70

Status = Literal["on_track", "uncertain", "off_track", "too_early"]


@dataclass(frozen=True)
class NaturalFrequency:
    """A probability as `count` of `out_of` outcomes. `sense` is about, fewer_than or more_than."""

    count: int
    out_of: int
    sense: Literal["about", "fewer_than", "more_than"]


def status(probability: float | None, coverage_share: float = 1.0) -> Status:
    """The status from the probability (0-1) of meeting the target; None stands for no forecast.

    66 % or more is on track, 33 % up to 66 % uncertain, below 33 % off track. Without a forecast (too few
    comparable years) or with less than 70 % of emissions covered it is too early to say.
    """
    if probability is None or coverage_share < MINIMUM_COVERAGE_SHARE:
        return "too_early"
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is not a probability")
    if probability >= ON_TRACK_FROM:
        return "on_track"
    return "off_track" if probability < OFF_TRACK_BELOW else "uncertain"


def natural_frequency(probability: float, out_of: int = 20) -> NaturalFrequency:
    """A probability (0-1) as a count, 0.71 of 20 as "about 14 of 20"; a half is rounded up.

    What rounds to none is "fewer than 1", what rounds to all "more than 19": a forecast is never certain.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"{probability} is not a probability")
    count = int(probability * out_of + 0.5)
    if count == 0:
        return NaturalFrequency(1, out_of, "fewer_than")
    if count == out_of:
        return NaturalFrequency(out_of - 1, out_of, "more_than")
    return NaturalFrequency(count, out_of, "about")
