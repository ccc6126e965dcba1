"""The targets that figures are held against, read from data/targets.csv."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A level of emissions to reach: `residual_share` (0-1) of the base year's, in `target_year`.

    `applies_to` holds area codes, or the one word "all". `kind` is adopted, ambition or own_application: an
    adopted target, the Declaration's ambition, or our application of another target to this series.
    """

    target_id: str
    name_sv: str
    name_en: str
    description_sv: str
    description_en: str
    series: str
    applies_to: tuple[str, ...]
    base_year: int
    base_note_sv: str
    base_note_en: str
    target_year: int
    residual_share: float
    source: str
    source_url: str
    confidence: str
    kind: str
    sort_order: int

    def __post_init__(self) -> None:
        if not 0 <= self.residual_share <= 1:
            raise ValueError(f"{self.target_id}: residual_share {self.residual_share} is not within 0-1")
        if self.target_year <= self.base_year:
            raise ValueError(f"{self.target_id}: target year {self.target_year} is not after the base year")

    def applies(self, area_code: str, series: str) -> bool:
        """Whether the target is meant for this area and series."""
        return series == self.series and (self.applies_to == ("all",) or area_code in self.applies_to)

    def level_t(self, base_t: float) -> float:
        """The target in t CO2e from the base year's t CO2e."""
        return base_t * self.residual_share


def read_targets(file: Path) -> tuple[Target, ...]:
    """Every target of the file, in the order in which readers are offered them."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(sorted(map(_target, csv.DictReader(lines)), key=lambda target: target.sort_order))


def _target(row: dict[str, str]) -> Target:
    typed = {
        "applies_to": tuple(row["applies_to"].split()),
        "base_year": int(row["base_year"]),
        "target_year": int(row["target_year"]),
        "residual_share": float(row["residual_share"]),
        "sort_order": int(row["sort_order"]),
    }
    return Target(**{**row, **typed})
