"""The programme's rules as numbers, from `data/accounting/programme_rules.csv`."""

from dataclasses import dataclass, fields

import pandas as pd


@dataclass(frozen=True)
class Rules:
    """Thresholds and limits; shares are 0-1.

    significance_threshold: of base-year emissions, for recalculation. coverage_floor and estimated_ceiling: for
    giving a status. estimate_max_years and estimate_peers_min: for missing reports.
    """

    significance_threshold: float
    coverage_floor: float
    estimated_ceiling: float
    estimate_max_years: int
    estimate_peers_min: int

    def __post_init__(self) -> None:
        for name in ("significance_threshold", "coverage_floor", "estimated_ceiling"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"programme rule {name} is a share, 0-1")
        if self.estimate_max_years < 0 or self.estimate_peers_min < 1:
            raise ValueError("programme rules: years are not below 0 and peers at least 1")


def rules_from_frame(frame: pd.DataFrame) -> Rules:
    """The rules from the table (rule_code, amount); a ValueError if one is missing, unknown or written twice."""
    codes = frame["rule_code"].tolist()
    wanted = {field.name: field.type for field in fields(Rules)}
    if sorted(codes) != sorted(wanted):
        raise ValueError(f"programme rules are {', '.join(sorted(wanted))}, each once")
    amounts = dict(zip(codes, frame["amount"], strict=True))
    return Rules(**{name: kind(amounts[name]) for name, kind in wanted.items()})
