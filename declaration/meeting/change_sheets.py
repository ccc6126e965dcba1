"""The sheets of what changed since an earlier release: members' figures and the official one, each as a waterfall."""

from declaration.charts.meeting import Step
from declaration.language import Reader
from declaration.language.reader import HARD
from declaration.meeting.briefing import OFFICIAL, SUM, Briefing, Change
from declaration.meeting.sheet import Heading, Sheet, Table, Waterfall
from declaration.meeting.words import (
    against,
    official_conditions,
    official_source,
    programme_conditions,
    programme_source,
    scope_name,
    whole_tonnes,
)


def change_sheet(reader: Reader, briefing: Briefing) -> Sheet:
    """What members' figure became; in words where there is nothing to compare with."""
    say, change = reader.say, briefing.change
    name, source = scope_name(reader, briefing.scope), programme_source(reader, briefing)
    # the split holds the effect of the factors: it is made with each year's own, whatever is chosen elsewhere
    chosen = [name, say("meeting.conditions.reported"), say("programme.factors.own_year")]
    if change is None:
        conditions = programme_conditions(reader, briefing, *chosen)
        title, words = say("meeting.change.title.none"), (say("meeting.change.none"),)
        return Sheet("change", title, "", source, conditions, words=words)
    conditions = programme_conditions(reader, briefing, *chosen, against(reader, change.earlier_release))
    return _sheet(reader, change, "change", name, source, conditions)


def official_change_sheet(reader: Reader, briefing: Briefing) -> Sheet | None:
    """What the official figure became; None where there is nothing to compare with."""
    change = briefing.official_change
    if change is None:
        return None
    name, source = scope_name(reader, OFFICIAL), official_source(reader, briefing)
    conditions = official_conditions(reader, briefing, against(reader, change.earlier_release))
    return _sheet(reader, change, "official", name, source, conditions, is_programme=False)


def _sheet(
    reader: Reader, change: Change, key: str, name: str, source: str, conditions: str, *, is_programme: bool = True
) -> Sheet:
    """From the earlier release's newest figure to this one's, step by step."""
    say, write = reader.say, whole_tonnes(reader)
    whole_t = change.to_t - change.from_t
    labels = [_effect_name(reader, effect, change) for _, effect, _ in change.steps]
    which = "same" if not whole_t else ("more" if whole_t > 0 else "less")
    steps = [Step(label, float(t)) for label, (_, _, t) in zip(labels, change.steps, strict=True)]
    largest = max(zip(labels, change.steps, strict=True), key=lambda pair: abs(pair[1][2]), default=None)
    rows = [(say("meeting.change.from", year=change.first_year), "", f"{reader.number(change.from_t)}{HARD}t")]
    rows += [
        (label, say(f"meeting.belongs.{belongs}"), write(t))
        for label, (belongs, _, t) in zip(labels, change.steps, strict=True)
    ]
    rows.append((say("effect.sum"), say(f"meeting.belongs.{SUM}"), write(whole_t)))
    rows.append((say("meeting.change.to", year=change.last_year), "", f"{reader.number(change.to_t)}{HARD}t"))
    return Sheet(
        key=key,
        title=say(f"meeting.change.title.{which}", name=name, change=f"{reader.number(abs(whole_t))}{HARD}t"),
        subtitle=say(
            "meeting.change.subtitle",
            first=change.first_year,
            last=change.last_year,
            release=change.earlier_release,
            date=reader.date(change.earlier_on),
        ),
        source=source,
        conditions=conditions,
        picture=Waterfall((*steps, Step(say("effect.sum"), float(whole_t), is_sum=True))) if steps else None,
        alt=""
        if largest is None
        else say("meeting.change.alt", effect=largest[0], amount=write(largest[1][2]), change=write(whole_t)),
        tables=(
            Table(
                say("meeting.change.caption", name=name),
                (
                    Heading(say("column.effect")),
                    Heading(say("meeting.column.belongs")),
                    Heading(say("column.change_t"), True),
                ),
                tuple(rows),
            ),
        ),
        words=(say(f"meeting.change.how.{'programme' if is_programme else 'official'}"),),
        is_programme=is_programme,
    )


def _effect_name(reader: Reader, effect: str, change: Change) -> str:
    if effect in ("revised", "newer", "rest"):
        return reader.say(f"meeting.effect.{effect}", first=change.first_year, last=change.last_year)
    return reader.say(f"effect.{effect}")
