"""The rules of disclosure control as numbers, from `data/disclosure/rules.toml`."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(gt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeclaredTable(_Strict):
    """Columns of the lines summed over one dimension at a time, and what hiding a series of it weighs."""

    column: str = ""
    columns: tuple[str, ...] = ()
    view: Literal["reported", "matched"]
    weights: dict[Literal["total", "area", "category", "park", "area_category"], Weight]

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns of the lines that are summed."""
        return self.columns or (self.column,)


class Rules(_Strict):
    """The rules, by the numbers they have in the file; shares are 0-1, amounts t CO2e."""

    contributor: Literal["corporate_group"]
    least_contributors: Annotated[int, Field(ge=3)]
    promise: Share
    running: Share
    dominance: tuple[tuple[int, Share], ...]
    pair_repair_weight: Annotated[float, Field(ge=0)]
    joint_changes: tuple[Share, ...]
    rounding_share: Share
    rounding_least_t: Annotated[float, Field(gt=0)]
    coarser_steps: Annotated[int, Field(ge=0, le=9)]
    revision: Literal["batch"]
    peers_least: Annotated[int, Field(ge=6)]
    peers_largest_share: Share
    peers_thirds_from: int
    peers_quarters_from: int
    peers_half_least: Annotated[int, Field(ge=3)]
    peers_rounding: Share
    peers_levers_without: Annotated[int, Field(ge=2)]
    months_after_year: Annotated[int, Field(ge=0)]
    smallest_t: Annotated[float, Field(ge=0)]
    table: tuple[DeclaredTable, ...]
    option: tuple[DeclaredTable, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Rules":
        if self.running < self.promise:
            raise ValueError("the gate must run with at least what is promised")
        if not self.peers_least <= self.peers_thirds_from <= self.peers_quarters_from:
            raise ValueError("peer bands get finer with more peers, not coarser")
        return self


def read_rules(path: Path) -> Rules:
    """The rules of the file; a ValueError (pydantic's, naming every wrong key) if it is not in their form."""
    return Rules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
