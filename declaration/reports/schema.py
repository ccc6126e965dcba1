"""The one schema of a report's rows. Every rule that concerns a single cell stands here; see checks for the others."""

import math
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from declaration.reports.numbers import AmbiguousNumberError, NotANumberError, parse_number
from declaration.reports.text import FORMULA_STARTS, plain
from declaration.reports.vocabulary import Vocabulary

MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Context:
    """What a cell is read with: the lists, and the file's decimal sign where its dialect says so."""

    vocabulary: Vocabulary
    decimal_sign: str | None
    language: str


def _refuse(code: str, **details: Any) -> PydanticCustomError:
    return PydanticCustomError(code, code, details)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())


def _safe(cell: Any) -> str:
    text = plain(_text(cell))
    if text.startswith(FORMULA_STARTS):
        raise _refuse("report_formula_text")
    if len(text) > MOST_CHARACTERS:
        raise _refuse("report_text_too_long", most=MOST_CHARACTERS)
    return text


def _needed(text: str) -> str:
    if not text:
        raise _refuse("report_cell_empty")
    return text


def _number(cell: Any, info: ValidationInfo) -> float | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        raise _refuse("report_not_a_number")
    if isinstance(cell, (int, float)):
        found = float(cell)
    else:
        try:
            found = parse_number(str(cell), info.context.decimal_sign)
        except AmbiguousNumberError:
            raise _refuse("report_number_ambiguous") from None
        except NotANumberError:
            raise _refuse("report_not_a_number") from None
    if not math.isfinite(found):
        raise _refuse("report_not_a_number")
    return found


def _given(amount: float | None) -> float:
    if amount is None:
        raise _refuse("report_cell_empty")
    return amount


def _not_negative(amount: float | None) -> float | None:
    if amount is not None and amount < 0:
        raise _refuse("report_number_negative")
    return amount


def _choice(cell: Any, info: ValidationInfo) -> str:
    text = _text(cell)
    if not text:
        return ""
    vocabulary: Vocabulary = info.context.vocabulary
    code = vocabulary.code(info.field_name, text)
    if code is None:
        raise _refuse("report_not_in_list", expected=_some(vocabulary.options(info.field_name, info.context.language)))
    return code


def _some(options: list[str], most: int = 8) -> str:
    return ", ".join(options[:most]) + (" …" if len(options) > most else "")


def _unit(cell: Any, info: ValidationInfo) -> str:
    text = _text(cell)
    known = info.context.vocabulary.unit_names
    folded = text.casefold()
    if text and folded not in known:
        raise _refuse("report_unit_unknown", expected=_some(sorted(set(known.values())), 20))
    return known.get(folded, "")


def _score(amount: float) -> int:
    if amount not in (1, 2, 3, 4, 5):
        raise _refuse("report_quality_not_1_5")
    return int(amount)


def _percent(amount: float | None) -> float:
    if amount is None:
        return 1.0
    if not 0 <= amount <= 100:
        raise _refuse("report_percent")
    return amount / 100


def _year(amount: float) -> int:
    if not (amount.is_integer() and 1990 <= amount <= 2060):
        raise _refuse("report_year")
    return int(amount)


def _or(default: str) -> AfterValidator:
    return AfterValidator(lambda code: code or default)


Text = Annotated[str, BeforeValidator(_safe)]
NeededText = Annotated[str, AfterValidator(_needed), BeforeValidator(_safe)]
Choice = Annotated[str, BeforeValidator(_choice)]
NeededChoice = Annotated[str, AfterValidator(_needed), BeforeValidator(_choice)]
Amount = Annotated[float | None, AfterValidator(_not_negative), BeforeValidator(_number)]
NeededAmount = Annotated[float | None, AfterValidator(_given), AfterValidator(_not_negative), BeforeValidator(_number)]
Score = Annotated[float | None, AfterValidator(_given), AfterValidator(_score), BeforeValidator(_number)]
Signed = Annotated[float | None, BeforeValidator(_number)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)


class Line(_Row):
    """One activity of one site and year: `share_in_region` 0–1, the supplier's factor in kg CO2e per unit."""

    site_id: NeededText = None
    activity_code: NeededChoice = None
    carrier_code: NeededChoice = None
    quantity: NeededAmount = None
    unit: Annotated[str, AfterValidator(_needed), BeforeValidator(_unit)] = None
    data_quality: Annotated[float | None, AfterValidator(_given), AfterValidator(_score), BeforeValidator(_number)] = (
        None
    )
    carrier_is_member: Annotated[str, _or("unknown"), BeforeValidator(_choice)] = None
    share_in_region_pct: Annotated[float | None, AfterValidator(_percent), BeforeValidator(_number)] = None
    supplier_factor_kg_per_unit: Signed = None
    supplier_evidence: Text = None
    in_site_meter: Choice = None
    distance_basis: Annotated[str, _or("sfd"), BeforeValidator(_choice)] = None
    temperature_controlled: Annotated[str, _or("no"), BeforeValidator(_choice)] = None
    comment: Text = None


class Denominator(_Row):
    """What quantities are divided by, of one site and year."""

    site_id: NeededText = None
    denominator_code: NeededChoice = None
    quantity: NeededAmount = None
    unit: Annotated[str, AfterValidator(_needed), BeforeValidator(_unit)] = None


class Measure(_Row):
    """One measure; both cuts in t CO2e a year."""

    measure_id: NeededText = None
    name: NeededText = None
    area: NeededChoice = None
    lever_code: NeededChoice = None
    owner: Text = None
    start_year: Annotated[float | None, AfterValidator(_given), AfterValidator(_year), BeforeValidator(_number)] = None
    expected_t_per_year: Amount = None
    verified_t_per_year: Amount = None
    status: NeededChoice = None


MODELS = {"activity": Line, "denominator": Denominator, "measure": Measure}
