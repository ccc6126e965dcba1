"""What the demonstration programme assumes: `assumptions.toml`, read and checked."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

FILE = "assumptions.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Spread = Annotated[float, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Growth(_Strict):
    """Yearly change of activity (share): common to the trade, one a year, and the spread between reporters."""

    common: tuple[float, ...]
    spread: Spread


class Transition(_Strict):
    """How a mix of energy or material changes; `pace_spread` is a standard deviation of the log."""

    pace_spread: Spread
    smallest_share: Share


class Sizes(_Strict):
    """How sizes are drawn and when a reporter has two sites."""

    jitter: Spread
    second_site_from: Positive
    first_site_share: Share


class Quality(_Strict):
    """Chances of the data quality scores 1-5 in the first and the last year."""

    first: tuple[Share, Share, Share, Share, Share]
    last: tuple[Share, Share, Share, Share, Share]


class Arrival(_Strict):
    """Between which days of the next year reports arrive, the share in English, and the mark that each carries."""

    first_day: Annotated[int, Field(ge=1)]
    last_day: Annotated[int, Field(le=365)]
    english: Share
    mark: Annotated[str, Field(min_length=1)]


class Category(_Strict):
    """The reporters of one category: how many, how unequal, where, and what one of size 1 uses."""

    noun: str
    count: Annotated[int, Field(ge=1)]
    size_spread: Spread
    areas: tuple[str, ...]
    amounts: dict[str, Positive]
    denominators: dict[str, Positive]


class Part(_Strict):
    """One line of a mix: its share from the first to the last year, and what a report says about it."""

    activity: str
    carrier: str
    unit: str
    first: Share = 1.0
    last: Share = 1.0
    chance: Share = 1.0
    ratio: Positive = 1.0
    carrier_is_member: Literal["", "yes", "no", "unknown"] = ""
    share_in_region: Share = 1.0
    in_site_meter: Literal["", "yes", "no"] = ""
    temperature_controlled: Literal["", "yes", "no"] = ""
    supplier_factor: Positive | None = None
    supplier_chance: Share = 1.0
    evidence: str = ""


class Use(_Strict):
    """What an amount is used for: its unit, what it follows, and the mix that meets it."""

    unit: str
    follows: Literal["activity", "size"] = "activity"
    split: bool = False
    chance: Share = 1.0
    yearly_change: float = 0.0
    noise: Spread = 0.025
    rated: Literal["read", "default"] = "read"
    mix: tuple[Part, ...]


class Verified(_Strict):
    """Verified over expected cut: the median and the standard deviation of the log."""

    median: Positive
    spread: Spread


class MeasureRules(_Strict):
    """How many measures, when they start and how they turn out."""

    per_reporter: Positive
    first_start: int
    last_start: int
    stopped_chance: Share
    verified: Verified


class MeasureKind(_Strict):
    """A kind of measure: the lever, its name and owner, and the share it cuts of the uses it acts on."""

    lever: str
    name: str
    owner: str
    acts_on: tuple[str, ...]
    cut: tuple[Share, Share]


class MemberYear(_Strict):
    """Something that happens to one reporter in one year."""

    member: str
    year: int


class Joined(MemberYear):
    """A member from this year; `also_reports` are earlier years it sends all the same."""

    also_reports: tuple[int, ...] = ()


class Late(MemberYear):
    """A report that comes this many days after its usual day."""

    days: Annotated[int, Field(gt=0)]


class Slip(MemberYear):
    """A line whose unit was written wrong, and the days until the corrected report came."""

    activity: str
    carrier: str
    written_unit: str
    days: Annotated[int, Field(gt=0)]


class Switch(MemberYear):
    """From this year a share of what one carrier met is met by another."""

    use: str
    from_carrier: str = Field(alias="from")
    to_carrier: str = Field(alias="to")
    share: Share


class StatedTarget(_Strict):
    """What a reporter wants to have cut by a year (share of its base year), and when it said so."""

    member: str
    stated_at: AwareDatetime
    target_year: int
    cut: Annotated[float, Field(gt=0, le=1)]


class CorporateGroup(_Strict):
    """Reporters with one owner."""

    name: str
    members: tuple[str, ...]


class Assumptions(_Strict):
    """All that is assumed; see the comments of the file."""

    seed: int
    first_year: int
    last_year: int
    growth: Growth
    transition: Transition
    sizes: Sizes
    quality: Quality
    delivery: Arrival
    category: dict[str, Category]
    use: dict[str, Use]
    measures: MeasureRules
    measure: tuple[MeasureKind, ...]
    joined: tuple[Joined, ...]
    left: tuple[MemberYear, ...]
    missing: tuple[MemberYear, ...]
    late: tuple[Late, ...]
    slip: tuple[Slip, ...]
    switch: tuple[Switch, ...]
    target: tuple[StatedTarget, ...]
    corporate_group: tuple[CorporateGroup, ...]

    @property
    def years(self) -> range:
        """From the first to the last year, both included."""
        return range(self.first_year, self.last_year + 1)

    @property
    def events(self) -> tuple[MemberYear, ...]:
        """All that happens to one reporter in one year."""
        return (*self.joined, *self.left, *self.missing, *self.late, *self.slip, *self.switch)

    @model_validator(mode="after")
    def _whole(self) -> "Assumptions":
        if len(self.growth.common) != len(self.years):
            raise ValueError(f"growth.common has {len(self.growth.common)} years of {len(self.years)}")
        for name, category in self.category.items():
            unknown = set(category.amounts) - set(self.use)
            if unknown:
                raise ValueError(f"category.{name}: no such use: {', '.join(sorted(unknown))}")
        for kind in self.measure:
            unknown = set(kind.acts_on) - set(self.use)
            if unknown:
                raise ValueError(f"measure {kind.name}: no such use: {', '.join(sorted(unknown))}")
        for switch in self.switch:
            carriers = {part.carrier for part in self.use[switch.use].mix}
            if not {switch.from_carrier, switch.to_carrier} <= carriers:
                raise ValueError(f"switch of {switch.member}: {switch.use} has no such carriers")
        return self


def read_assumptions(file: Path) -> Assumptions:
    """The assumptions; a ValueError (pydantic's, naming every wrong key) if the file is not in their form."""
    return Assumptions.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
