"""The audit: both algorithms over the whole history, and what they found, in plain English."""

import time
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from declaration.audit import one_row
from declaration.audit.bounds import Tightest, bound, reach_model
from declaration.audit.evidence import AuditRules, Evidence, Known, Truth
from declaration.audit.levers import lever_findings
from declaration.audit.peers import read_peers
from declaration.audit.reading import read
from declaration.audit.world import System
from declaration.audit.worlds import Certificates, certify
from declaration.audit.years import certify_years, joined, known_anyway

EXPOSURE_COLUMNS = ["attacker", "kind", "group", "cell", "year", "low_t", "high_t", "true_t", "found_by"]
OUTSIDER = "outsider"
#: lines of the text: a reader's page, and so many exposures and pairs of it
MOST_LINES, MOST_LISTED = 60, 20


@dataclass
class AuditReport:
    """What the audit found. `passed` only if nothing at all was found.

    exposures: EXPOSURE_COLUMNS; what an outsider can prove is not repeated for each group, nor what one group
    can for its pairs. pairs: the same columns, two groups without a tie, no exposures. tightest: by kind of
    attacker the smallest share of itself by which a figure can still move (at most the window).
    """

    exposures: pd.DataFrame
    pairs: pd.DataFrame
    findings: list[str]
    tightest: dict[str, float]
    counts: dict[str, int]
    seconds: float
    window: float
    p: float

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.exposures.empty and not self.findings


@dataclass
class _Tally:
    rules: AuditRules
    ties: set
    tightest: Tightest
    rows: list = field(default_factory=list)
    pairs: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    counts: dict = field(
        default_factory=lambda: dict.fromkeys(("targets", "rows", "unknowns", "worlds", "programs"), 0)
    )


def audit(
    history: list[tuple[Evidence, Truth]], known: Known | None = None, rules: AuditRules | None = None
) -> AuditReport:
    """Audits everything ever released, oldest first, against an outsider, each group and each pair of groups."""
    started = time.perf_counter()
    known, rules = known or Known(), rules or AuditRules()
    ties = {frozenset(pair) for pair in known.ties[["group_a", "group_b"]].itertuples(index=False, name=None)}
    tally = _Tally(rules, ties, Tightest(rules.window, rules.window))
    reading, peers = read(history, known, rules), read_peers(history, known, rules)
    tally.findings += [*reading.findings, *peers.findings, *lever_findings(history, rules)]
    for system in (*reading.emissions, *reading.sides, *peers.systems):
        _one_system(tally, system)
    if len(reading.emissions) > 1 and rules.joint_change:
        _all_years(tally, reading.emissions)
    groups = {g for s in (*reading.emissions, *reading.sides, *peers.systems) for g in s.groups}
    frames = [pd.DataFrame(rows, columns=EXPOSURE_COLUMNS) for rows in (tally.rows, tally.pairs)]
    return AuditReport(
        exposures=frames[0],
        pairs=frames[1],
        findings=tally.findings,
        tightest={"outsider": tally.tightest.outsider, "group": tally.tightest.member},
        counts={
            **tally.counts,
            "releases": len(history),
            "attackers": 1 + len(groups),
            "pairs": len(groups) * (len(groups) - 1) // 2,
        },
        seconds=time.perf_counter() - started,
        window=rules.window,
        p=rules.p,
    )


def _one_system(tally: _Tally, system: System) -> None:
    tally.counts["targets"] += len(system.targets)
    tally.counts["rows"] += len(system.low)
    tally.counts["unknowns"] += len(system.amount)
    if not system.targets:
        return
    rules, count = tally.rules, len(system.groups)
    tied = _tied(tally, system)
    scope = np.full((count, count), rules.pairs) | np.eye(count, dtype=bool)
    for a, b in tied:
        scope[a, b] = scope[b, a] = True
    attackers = [*((g,) for g in range(count)), *tied]
    if one_row.fits(system):
        bounds = one_row.bound_one(system, rules.p, attackers, tally.tightest)
        certificates = one_row.certify_one(system, rules.p, scope)
    else:
        bounds = bound(system, rules.p, attackers, tally.tightest)
        certificates = certify(system, rules.p, scope)
    tally.counts["worlds"] += len(certificates.worlds)
    tally.counts["programs"] += bounds.programs + certificates.programs
    by_bounds = {(index, who) for index, _, who in bounds.short}
    _note(tally, system, by_bounds, _unproven(certificates))


def _all_years(tally: _Tally, systems: tuple[System, ...]) -> None:
    """Joint years: the smallest change first, which is the strongest assumption; a larger one only for what fails."""
    rules = tally.rules
    changes = sorted(rules.joint_change)
    system = joined(systems, changes[0])
    scope = np.eye(len(system.groups), dtype=bool)
    for a, b in _tied(tally, system):
        scope[a, b] = scope[b, a] = True
    certificates = certify_years(system, rules.p, scope)
    tally.counts["worlds"] += len(certificates.worlds)
    tally.counts["programs"] += certificates.programs
    seen = {(row["group"], row["cell"], row["year"], row["attacker"]) for row in tally.rows}
    left = set()
    for index, who in _minimal(_unproven(certificates)):
        target = system.targets[index]
        names = {_name(system, who), OUTSIDER, *(system.groups[a] for a in who)}
        old = any((system.groups[target.group], target.cell, target.year, name) in seen for name in names)
        if not old and not known_anyway(system, target, who, rules.p):
            left.add((index, who))
    for change in changes if left else ():
        system = joined(systems, change)
        attackers = sorted({who for _, who in left if who})
        short = bound(system, rules.p, attackers, Tightest(rules.p, rules.p), targets=sorted({i for i, _ in left}))
        tally.counts["programs"] += short.programs
        by_bounds = {key for key in left if _short_for(short.short, *key)}
        if change == changes[0]:
            _note(tally, system, by_bounds, left, f", if others move at most {change:.0%} a year")
        elif by_bounds:
            tally.findings.append(f"{len(by_bounds)} of these also if others move at most {change:.0%} a year")


def _short_for(short: dict, index: int, who: tuple[int, ...]) -> bool:
    return any((index, upward, w) in short for upward in (True, False) for w in ((), who))


def _tied(tally: _Tally, system: System) -> list[tuple[int, int]]:
    place = {group: i for i, group in enumerate(system.groups)}
    pairs = (sorted(pair) for pair in tally.ties if len(pair) == 2 and all(group in place for group in pair))
    return sorted((place[a], place[b]) for a, b in pairs)


def _unproven(certificates: Certificates) -> set[tuple]:
    found = set()
    for (index, _), who in certificates.unproven.items():
        if who.outsider:
            found.add((index, ()))
        for a, b in zip(*np.nonzero(np.triu(who.pairs)), strict=True):
            found.add((index, (int(a),) if a == b else (int(a), int(b))))
    return found


def _minimal(found: set[tuple]) -> list[tuple]:
    """Without what a part of the same coalition can prove as well."""
    return sorted(
        (index, who)
        for index, who in found
        if not (who and (index, ()) in found) and not (len(who) == 2 and any((index, (a,)) in found for a in who))
    )


def _note(tally: _Tally, system: System, by_bounds: set, by_worlds: set, addition: str = "") -> None:
    """Writes down who can prove what, by which algorithm, and where a certificate contradicts a bound."""
    model, rules = None, tally.rules
    for index, who in _minimal(by_bounds | by_worlds):
        target = system.targets[index]
        untied = len(who) == 2 and frozenset(system.groups[a] for a in who) not in tally.ties
        found_by = [name for name, by in (("bounds", by_bounds), ("worlds", by_worlds)) if (index, who) in by]
        cell = f"{target.cell}{addition}" if system.name.startswith("emissions") else f"{system.name}: {target.cell}"
        model = model or reach_model(system)
        known = np.isin(np.arange(len(system.groups)), who)
        value = target.value * system.unit
        reach = {up: model.reach(target, up, known, rules.window)[0] for up in (True, False)}
        if untied and min(reach.values()) < rules.p:
            found_by.insert(0, "bounds")  # pairs without a tie are bounded only here
        row = {
            "attacker": _name(system, who),
            "kind": ("outsider", "group", "pair")[len(who)],
            "group": system.groups[target.group],
            "cell": cell,
            "year": target.year,
            "low_t": value * (1 - reach[False]),
            "high_t": value * (1 + reach[True]),
            "true_t": value,
            "found_by": " and ".join(found_by),
        }
        (tally.pairs if untied else tally.rows).append(row)
        if found_by == ["bounds"]:
            where = f"{row['attacker']} against {row['group']}, {cell} {target.year}"
            tally.findings.append(f"the algorithms disagree: a world contradicts the bound of {where}")


def _name(system: System, who: tuple[int, ...]) -> str:
    return " and ".join(system.groups[a] for a in who) if who else OUTSIDER


def text(report: AuditReport) -> str:
    """The report in plain English, at most MOST_LINES lines."""
    counts = report.counts
    lines = [
        f"The release {'passes' if report.passed else 'must not be published'}.",
        f"Nobody may prove a figure to within {report.p:.0%} of itself.",
        f"Audited: {counts['releases']} releases, {counts['rows']} different sums over {counts['unknowns']} unknown "
        f"amounts; {counts['targets']} figures against {counts['attackers']} attackers and {counts['pairs']} pairs.",
        f"It took {counts['worlds']} other worlds, {counts['programs']} linear programs, {report.seconds:.1f} seconds.",
    ]
    for kind, share in report.tightest.items():
        least = f"at least {share:.0%}" if share >= report.window else f"{share:.1%}"
        lines.append(
            f"Against {'an outsider' if kind == 'outsider' else 'any group'}: every figure can be off by {least}."
        )
    lines += _listed(report.exposures, "Exposed: {n} figures can be proven.")
    lines += _listed(report.pairs, "Not counted: {n} figures could be proven by two groups that tell each other all.")
    for what in report.findings[: MOST_LINES - len(lines) - 2]:
        lines.append(f"Finding: {what}.")
    if len(report.findings) > MOST_LINES - len(lines) - 1 and lines[-1].startswith("Finding"):
        lines.append(f"{len(report.findings)} findings in all.")
    return "\n".join(lines[:MOST_LINES])


def _listed(rows: pd.DataFrame, head: str) -> list[str]:
    if rows.empty:
        return []
    made = [head.format(n=len(rows))]
    for row in rows.head(MOST_LISTED).itertuples():
        interval = f"{row.low_t:,.1f} to {row.high_t:,.1f}, truly {row.true_t:,.1f}"
        made.append(f"  {row.attacker}: {row.group}, {row.cell}, {row.year}: {interval} ({row.found_by})")
    return made + ([f"  and {len(rows) - MOST_LISTED} more"] if len(rows) > MOST_LISTED else [])
