"""The sentences and tables of a member's room, each chosen by a rule from the member's figures."""

from collections.abc import Sequence

import pandas as pd

from declaration.desk.folder import EXPLANATION, REFUSED, Letter
from declaration.ui.areas import AREAS
from declaration.ui.programme import class_names, write_amount
from declaration.ui.stand import CODES, Stand, bands_of, write_intensity
from declaration.ui.stand_figures import verdict_of
from declaration.ui.stand_strips import interval_in_words
from declaration.ui.tables import Column, html_table, year_column
from declaration.ui.visit import Visit


def pace_line(stand: Stand, path: str) -> str:
    """Where the member stands on a path today and in its target year, and the pace that takes; empty without one."""
    found = stand.standing[stand.standing["path"].eq(path)]
    if found.empty:
        return ""
    reader, row, verdict = stand.reader, found.iloc[0], verdict_of(stand, path)
    blanks = {
        "year": int(row["last_year"]),
        "now": reader.tonnes(row["last_t"]),
        "allowed": reader.tonnes(row["path_last_t"]),
        "gap": reader.tonnes(abs(row["gap_t"]), 2),
        "target_year": int(row["target_year"]),
        "target": reader.tonnes(row["target_t"]),
        "base_year": int(row["base_year"]),
        "base": reader.tonnes(row["base_t"]),
    }
    parts = [reader.say(f"stand.standing.{verdict}", **blanks), reader.say("stand.standing.target", **blanks)]
    parts += [needed_line(stand, row), achieved_line(stand, row)]
    return f"**{reader.say(f'stand.path.{path}')}.** " + " ".join(part for part in parts if part)


def needed_line(stand: Stand, row: pd.Series) -> str:
    """The pace from the latest year to the target."""
    reader = stand.reader
    if pd.isna(row["cut_t_per_year"]):
        return reader.say("stand.pace.over")
    if row["cut_t_per_year"] == 0:
        return reader.say("stand.pace.met")
    share = row["cut_share_per_year"]
    return reader.say(
        "stand.pace.needed" if pd.notna(share) else "stand.pace.needed_t",
        cut=reader.tonnes(row["cut_t_per_year"], 2),
        share=reader.percent(share) if pd.notna(share) else "",
    )


def achieved_line(stand: Stand, row: pd.Series) -> str:
    """The pace so far, and where it leads; that it takes three reports to know."""
    reader, achieved = stand.reader, row["achieved_share_per_year"]
    if pd.isna(achieved):
        return reader.say("stand.pace.unknown")
    direction = "still" if abs(achieved) < 0.005 else "down" if achieved > 0 else "up"
    over_t = row["reached_t"] - row["target_t"]
    return reader.say(
        f"stand.pace.achieved.{direction}",
        share=reader.percent(abs(achieved)),
        base_year=int(row["base_year"]),
        target_year=int(row["target_year"]),
        reached=reader.tonnes(row["reached_t"], 2),
    ) + (" " + reader.say("stand.pace.leaves", gap=reader.tonnes(over_t, 2)) if over_t > 0 else "")


def base_line(stand: Stand) -> str:
    """Where the Declaration's path comes from, or why there is none."""
    reader, known = stand.reader, stand.about
    blanks = {"base_year": int(known["base_year"]), "target_year": int(known["target_year"])}
    if stand.paths.empty:
        return reader.say("stand.base.none", **blanks)
    return reader.say("stand.base", residual=reader.percent(known["residual_share"]), **blanks)


def without_peers(stand: Stand) -> str:
    """For each intensity of the newest year without a peer group, and each that the member has not: why, what to do."""
    say = stand.reader.say
    made = [say("stand.peers.none", measure=say(f"stand.intensity.{code}")) for code in stand.alone["code"]]
    absent = [code for code in CODES if code not in set(stand.newest_bands["code"])]
    made += [
        say("stand.intensity.absent", measure=say(f"stand.intensity.{code}"), needed=say(f"stand.needed.{code}"))
        for code in absent
    ]
    return "\n".join(f"- {line}" for line in made)


def moves_text(stand: Stand) -> str:
    """What would move the member one band, as a list for each intensity."""
    say, found = stand.reader.say, moves(stand)
    if not found:
        return say("stand.move.none")
    text = "\n\n".join(f"**{heading}**\n\n" + "\n".join(f"- {line}" for line in lines) for heading, lines in found)
    return text if len(stand.levers) else f"{text}\n\n{say('stand.move.levers_none')}"


def moves(stand: Stand) -> list[tuple[str, list[str]]]:
    """For each intensity with a better band to reach: its name, and what would move it there, line by line."""
    made = []
    for _, row in stand.compared.iterrows():
        say, bands = stand.reader.say, bands_of(row["band"])
        heading = say(f"stand.intensity.{row['code']}")
        if row["band"] == bands[0]:
            made.append((heading, [say("stand.move.best")]))
            continue
        made.append((heading, [distance_line(stand, row), say(f"stand.move.what.{row['code']}"), *levers(stand, row)]))
    return made


def distance_line(stand: Stand, row: pd.Series) -> str:
    """How much lower the mean of the better half lies; why that cannot be said where it is not told."""
    reader, own = stand.reader, row["amount"]
    told = stand.half(row["code"], row["year"], "lower")
    if told is None:
        return reader.say("stand.move.not_told")
    blanks = {
        "mean": f"{interval_in_words(reader, told)}\u00a0{reader.say('stand.unit.' + row['code'])}",
        "own": write_intensity(reader, own, row["code"]),
    }
    if own <= told["high"]:
        return reader.say("stand.move.there", **blanks)
    least, most = 1 - told["high"] / own, 1 - told["low"] / own
    return reader.say("stand.move.distance", least=reader.number(least * 100), most=reader.percent(most), **blanks)


def levers(stand: Stand, row: pd.Series) -> list[str]:
    """What the better half of the peer group reports to do, if that may be told."""
    say = stand.reader.say
    told = stand.levers[stand.levers["code"].eq(row["code"]) & stand.levers["peer_group"].eq(row["peer_group"])]
    return [
        say(
            "stand.lever",
            lever=say(f"stand.lever.{lever.lever_code}"),
            examples=say(f"stand.lever.{lever.lever_code}.examples"),
            year=int(lever.year),
        )
        for lever in told.itertuples()
    ]


def drivers_table(stand: Stand) -> str:
    """The own drivers of every area, with how they changed, as an HTML table; empty without any."""
    reader, say = stand.reader, stand.reader.say
    if stand.drivers.empty:
        return ""
    rows = stand.drivers.assign(
        place=stand.drivers["area"].map(AREAS.index),
        driver=[say(f"driver.{code}") for code in stand.drivers["driver_code"]],
        area_name=[say(f"area.{area}") for area in stand.drivers["area"]],
        unit_name=[say(f"unit.{unit}") for unit in stand.drivers["unit"]],
        now=[write_amount(reader, r.amount, r.unit) for r in stand.drivers.itertuples()],
        before=[driver_change(stand, r.change_before, r.unit) for r in stand.drivers.itertuples()],
        first=[driver_change(stand, r.change_first, r.unit) for r in stand.drivers.itertuples()],
    )
    columns = {
        "driver": Column(say("column.driver")),
        "area_name": Column(say("column.area")),
        "year": year_column(reader),
        "now": Column(say("stand.column.own"), str),
        "unit_name": Column(say("column.unit")),
        "before": Column(say("stand.column.change"), str),
        "first": Column(say("stand.column.change_first"), str),
        "first_year": Column(say("stand.column.first_year"), str),
    }
    return html_table(say("stand.drivers.caption"), columns, rows.sort_values(["place", "driver"]))


def driver_change(stand: Stand, change: float, unit: str) -> str:
    """A driver's change: relative in per cent; of a share the difference in percentage points."""
    reader = stand.reader
    if unit != "share" or pd.isna(change):
        return reader.change(None if pd.isna(change) else change, 1)
    return reader.say("stand.points", points=reader.signed(change * 100))


def quality_line(stand: Stand) -> str:
    """How well the newest year is known, and what would make it better."""
    reader = stand.reader
    known = stand.quality[stand.quality["quality_class"].notna()]
    if known.empty:
        return reader.say("stand.quality.none")
    row = known.iloc[-1]
    parts = [
        reader.say(
            f"stand.quality.class_{int(row['quality_class'])}",
            year=int(row["year"]),
            share=reader.percent(row["primary_share"]),
        )
    ]
    weak_t = row["class_2_t"] + row["class_3_t"]
    if row["estimated"]:
        parts.append(reader.say("stand.quality.estimated"))
    elif weak_t >= LITTLE_T:
        parts.append(reader.say("stand.quality.improve", weak=reader.tonnes(weak_t, 2)))
    return " ".join(parts)


#: tonnes below which a weak figure is not worth a word (t CO2e)
LITTLE_T = 0.5


def quality_table(stand: Stand) -> str:
    """Class and measured share year by year."""
    reader, say = stand.reader, stand.reader.say
    columns = {
        "year": year_column(reader),
        "quality_class": Column(say("column.quality_class"), reader.number),
        "primary_share": Column(say("stand.column.primary"), reader.percent),
        **{f"class_{n}_t": Column(say(f"stand.column.class_{n}"), reader.about) for n in (1, 2, 3)},
        "estimated": Column(say("stand.column.estimated"), lambda x: say("word.yes" if x else "word.no")),
    }
    return html_table(say("stand.quality.caption"), columns, stand.quality)


def missing_table(stand: Stand) -> str:
    """Kinds of activity that the newest report lacks, and why they are asked for; empty without any."""
    reader, say = stand.reader, stand.reader.say
    if stand.missing.empty:
        return ""
    language = reader.language
    rows = stand.missing.rename(columns={f"activity_{language}": "activity", f"why_{language}": "why"})
    rows = rows.assign(
        why=[why or say("stand.missing.before") for why in rows["why"]],
        last_year=[say("stand.missing.never") if pd.isna(year) else str(year) for year in rows["last_year"]],
    )
    columns = {
        "activity": Column(say("stand.column.activity")),
        "last_year": Column(say("stand.column.last_year"), str),
        "last_t": Column(say("stand.column.last_t"), reader.about),
        "why": Column(say("stand.column.why")),
    }
    return html_table(say("stand.missing.caption", year=int(rows["year"].iloc[0])), columns, rows)


def jump_name(stand: Stand, row: pd.Series) -> str:
    """What a jump is about: year, activity, carrier."""
    language = stand.reader.language
    activity, carrier = row[f"activity_{language}"], row[f"carrier_{language}"]
    return stand.reader.say("stand.jump.name", year=int(row["year"]), activity=activity, carrier=carrier)


def jump_subject(row: pd.Series) -> str:
    """What an explanation of a jump is filed under."""
    return f"{row['activity_code']}/{row['carrier_code']}"


def jumps_table(stand: Stand, letters: Sequence[Letter]) -> str:
    """Quantities that moved more than is plausible, with what was said to them; empty without any.

    letters: the desk's record of what the member has handed in, for what is on its way to the next release.
    """
    reader, say = stand.reader, stand.reader.say
    if stand.jumps.empty:
        return ""
    rows = stand.jumps.assign(
        what=[jump_name(stand, row) for _, row in stand.jumps.iterrows()],
        explained=[explanation_of(stand, row, letters) for _, row in stand.jumps.iterrows()],
    )
    columns = {
        "what": Column(say("stand.column.what")),
        "before": Column(say("stand.column.before"), reader.about),
        "now": Column(say("stand.column.now"), reader.about),
        "unit": Column(say("column.unit")),
        "change_share": Column(say("stand.column.change"), reader.change),
        "explained": Column(say("stand.column.explained")),
    }
    return html_table(say("stand.jumps.caption"), columns, rows)


def explanation_of(stand: Stand, row: pd.Series, letters: Sequence[Letter]) -> str:
    """What the member said to a jump, as this release has it, and that a letter of the year is on its way.

    What a letter explains is sealed, so that the desk knows its year alone.
    """
    say, notes = stand.reader.say, stand.notes[stand.notes["kind"].eq("explanation")]
    said = notes.loc[notes["year"].eq(row["year"]) & notes["subject"].eq(jump_subject(row)), "text"]
    newest = newest_explanation(stand, int(row["year"]), letters)
    parts = [said.iloc[0] if len(said) else "" if newest else say("stand.jump.unexplained")]
    if newest:
        key = "refused" if newest.standing == REFUSED else "waiting"
        time = stand.reader.moment(newest.handed_in_at)
        parts.append(say(f"stand.explain.{key}", year=newest.year, time=time))
    return " ".join(part for part in parts if part)


def newest_explanation(stand: Stand, year: int, letters: Sequence[Letter]) -> Letter | None:
    """The newest explanation of a year that this release does not have."""
    known = set(stand.notes["letter_id"])
    own = [x for x in letters if x.kind == EXPLANATION and x.year == year and x.letter_id not in known]
    return own[-1] if own else None


def visible_table(visit: Visit, stand: Stand) -> str:
    """The published sums that the member is part of, as others see them, and its own part, as only it sees it."""
    reader, say = stand.reader, stand.reader.say
    if stand.visible.empty:
        return ""
    rows = stand.visible.assign(
        what=[visible_name(visit, row) for _, row in stand.visible.iterrows()],
        shown=[reader.published(r.amount, r.step) for r in stand.visible.itertuples()],
    )
    columns = {
        "what": Column(say("stand.column.sum")),
        "shown": Column(say("stand.column.shown"), str),
        "step": Column(say("column.rounding"), reader.number),
        "own_t": Column(say("stand.column.own_part"), reader.about),
    }
    return html_table(say("stand.visible.caption", year=int(rows["year"].iloc[0])), columns, rows)


def visible_name(visit: Visit, row: pd.Series) -> str:
    """What a published sum is of."""
    say, code = visit.reader.say, row["code"]
    if row["dimension"] == "total":
        return say("programme.total")
    if row["dimension"] == "area":
        return say(f"area.{code}")
    names = class_names(visit.edition, row["dimension"], [code])[code]
    return say(f"stand.visible.{row['dimension']}", names=names)


def peer_groups_line(stand: Stand) -> str:
    """That a band is the whole corporate group's, where the member is part of one; else empty."""
    group = stand.about["corporate_group"]
    return stand.reader.say("stand.group", group=group) if group else ""
