"""Runs the gate on a release's contributions, with all that was published before, and keeps what it decided.

The rules and what is known elsewhere come from `data/disclosure/`; what was published before from the ledger; what
stood behind it from the vaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.disclosure.changes import BLOCK, effects_told
from declaration.disclosure.gate import NUMBERS, Decision, Edition, Published, classes_of, decide
from declaration.disclosure.levers import Levers, lever_statements
from declaration.disclosure.peers import PeerResult, PeerRules, peer_statistics
from declaration.disclosure.rules import Rules, read_rules
from declaration.disclosure.side import decide_side, share_band
from declaration.disclosure.system import Knowledge
from declaration.release.ledger import Entry, entries
from declaration.release.vault import load, vault_file
from declaration.sealing.key import Seal

#: finest rounding of figures that stand alone: tonnes, and numbers of things
LEAST_STEPS = {
    BLOCK: 10.0,
    "left_out": 10.0,
    "measure_expected": 10.0,
    "measure_verified": 10.0,
    "measures": 1.0,
    "left_out_lines": 1.0,
}
SIDE = "side"
#: parts of a whole that are told as bands of its share only
BANDS = ("estimated", "missing_base")


@dataclass(frozen=True)
class Gated:
    """What a release may say: all its numbers, those it says for the first time, and what members are told of peers.

    numbers: NUMBERS with `since`, the release that first gave it out (missing where withheld).
    """

    decision: Decision
    numbers: pd.DataFrame
    new: pd.DataFrame
    effects: pd.DataFrame
    peers: PeerResult
    levers: Levers
    rules: Rules

    def changes(self, before: list["Before"]) -> dict[str, int | str | None]:
        """The log against the release before: numbers that are new, revised, withheld since, or await a revision."""
        said = [b.entry.tables["numbers"] for b in before]
        known = (
            pd.concat(said).drop_duplicates("number_id", keep="last").set_index("number_id")["status"] if said else {}
        )
        told = {number for number, status in dict(known).items() if status != "withheld"}
        own = self.new[self.new["status"].ne("withheld")]["number_id"]
        gone = self.numbers["status"].eq("withheld") & self.numbers["number_id"].isin(told)
        return {
            "previous": before[-1].entry.release if before else None,
            "new": int((~own.isin(told)).sum()),
            "revised": int(own.isin(told).sum()),
            "withheld": int(gone.sum()),
            "pending": int(self.numbers["status"].eq("pending").sum()),
        }

    @property
    def new_peers(self) -> pd.DataFrame:
        """Peer statistics told for the first time."""
        own = self.peers.intensities[["code", "year"]].drop_duplicates()
        return self.peers.peers.merge(own, on=["code", "year"])

    @property
    def truth(self) -> dict[str, pd.DataFrame]:
        """What stood behind what members are told of their peers, for the vault and the auditor."""
        return {
            "intensity": self.peers.intensities,
            "peer_group": self.peers.peer_groups,
            "peer": self.new_peers,
            "lever": self.levers.new,
            "better_half": self.levers.halves,
            "lever_reported": self.levers.reported,
        }

    @property
    def classes(self) -> pd.DataFrame:
        """dimension, class_code, code: the classification of categories and parks."""
        return self.decision.classes


def read_knowledge(data: Path) -> Knowledge:
    """What is public elsewhere, who is tied to whom, and what was waived."""
    tables = [pd.read_csv(data / "disclosure" / f"{name}.csv") for name in ("register", "ties", "waivers")]
    return Knowledge(*tables)


def families(data: Path) -> dict[str, dict[str, str]]:
    """dimension → code → family, within which small classes are merged."""
    categories = pd.read_csv(data / "disclosure" / "categories.csv").set_index("category")["family"]
    parks = pd.read_csv(data / "disclosure" / "parks.csv").set_index("park")["family"]
    return {"category": categories.to_dict(), "park": parks.to_dict()}


@dataclass(frozen=True)
class Before:
    """An earlier release: its entry in the ledger, what it said with what stood behind, what members were told.

    levers, better_halves: of the levers told for the first time, see `disclosure.levers`.
    """

    entry: Entry
    published: Published
    peers: pd.DataFrame
    levers: pd.DataFrame
    better_halves: pd.DataFrame


def published_before(home: Path, ledger: Path, seal: Seal, release_id: str) -> list[Before]:
    """What the ledger holds of other releases, with what stood behind it, oldest first."""
    made = []
    for entry in entries(ledger):
        if entry.release != release_id:
            edition, others = load(vault_file(home, entry.release), seal)
            numbers = entry.tables["numbers"]
            said = Published(edition, numbers[numbers["view"].ne(SIDE)].reset_index(drop=True))
            made.append(Before(entry, said, *(others[name] for name in ("peer", "lever", "better_half"))))
    return made


def gate(
    edition: Edition,
    intensities: pd.DataFrame,
    wholes: Mapping[tuple[str, int], float],
    data: Path,
    before: list[Before],
    release_id: str,
    *,
    levers: pd.DataFrame,
    revise: bool = False,
) -> Gated:
    """Decide on all that the release could say.

    intensities: members', with category and group_id. wholes: (block of BANDS, year) → t CO2e that it is a part of.
    levers: group_id, year, lever_code that groups reported as started or done.
    """
    rules = read_rules(data / "disclosure" / "rules.toml")
    knowledge = read_knowledge(data)
    classes = before[0].entry.tables["classes"] if before else classes_of(edition.lines, families(data), rules)
    decision = decide(edition, [b.published for b in before], classes, rules, knowledge, revise=revise)
    said = [b.entry.tables["numbers"].assign(since=b.entry.release) for b in before]
    said = pd.concat(said, ignore_index=True) if said else pd.DataFrame(columns=[*NUMBERS, "since"])
    side = pd.concat([_side_numbers(edition, said, rules), _bands(edition, wholes, said, rules)], ignore_index=True)
    numbers = pd.concat([decision.numbers, side[NUMBERS]], ignore_index=True)
    since = (
        said[said["status"].ne("withheld")].drop_duplicates("number_id", keep="last").set_index("number_id")["since"]
    )
    fresh = set(decision.new["number_id"]) | set(side.loc[side["is_new"], "number_id"])
    shown = numbers["status"].ne("withheld")
    own = numbers["number_id"].isin(fresh)
    numbers["since"] = np.where(shown & own, release_id, numbers["number_id"].map(since))
    numbers.loc[~shown, "since"] = None
    peers = _peers(intensities, data, rules, before)
    told_levers = _levers(peers, levers, rules, before)
    effects = effects_told(edition.side, rules)
    new = numbers[own].drop(columns="since").reset_index(drop=True)
    return Gated(decision, numbers, new, effects, peers, told_levers, rules)


def _side_numbers(edition: Edition, said: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Figures that stand alone as NUMBERS, with `is_new`; effects only where they may be told apart."""
    standing = said[said["view"].eq(SIDE)].drop_duplicates("number_id", keep="last")
    told = effects_told(edition.side, rules)
    code = told["area"] + "/" + told["effect"] + "/" + told["first_year"].astype(str)
    allowed = set(zip(code, told["last_year"], strict=True))
    side = edition.side
    is_effect = side["block"].eq(BLOCK)
    keep = np.array([key in allowed for key in zip(side["code"], side["year"], strict=True)], dtype=bool)
    side = side[(~is_effect | keep) & ~side["block"].isin(BANDS)]
    columns = ["block", "code", "year", "status", "amount", "step", "low", "high"]
    made = decide_side(side, rules, standing[columns], LEAST_STEPS)
    number = made["block"] + "/side/" + made["code"] + "/" + made["year"].astype(str)
    made = made.assign(number_id=number, view=SIDE, dimension=SIDE)
    return made.assign(is_new=~number.isin(set(standing["number_id"])))


def _bands(edition: Edition, wholes: Mapping[tuple[str, int], float], said: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Parts told as a band of their whole: NUMBERS without amount, `low` and `high` in t CO2e, and `is_new`."""
    standing = said.drop_duplicates("number_id", keep="last").set_index("number_id")
    made = []
    side = edition.side[edition.side["block"].isin(BANDS)]
    for (block, code, year), rows in side.groupby(["block", "code", "year"]):
        number = f"{block}/side/{code}/{year}"
        id_ = [number, block, SIDE, SIDE, code, int(year)]
        if number in standing.index:
            old = standing.loc[number]
            made.append([*id_, old["status"], np.nan, np.nan, old["low"], old["high"], False])
            continue
        whole = wholes[block, int(year)]
        band = share_band(rows.set_index("group_id")["amount"], whole, rules)
        ends = (np.nan, np.nan) if band is None else (band[0] * whole, band[1] * whole)
        made.append([*id_, "withheld" if band is None else "released", np.nan, np.nan, *ends, True])
    return pd.DataFrame(made, columns=[*NUMBERS, "is_new"])


def _peers(intensities: pd.DataFrame, data: Path, rules: Rules, before: list[Before]) -> PeerResult:
    classes = pd.read_csv(data / "disclosure" / "categories.csv")[["category", "family"]]
    said = [b.peers for b in before if len(b.peers)]
    earlier = pd.concat(said, ignore_index=True) if said else None
    return peer_statistics(intensities, classes, _peer_rules(rules), earlier)


def _levers(peers: PeerResult, reported: pd.DataFrame, rules: Rules, before: list[Before]) -> Levers:
    told, halves = (
        pd.concat([getattr(b, name) for b in before], ignore_index=True) if before else None
        for name in ("levers", "better_halves")
    )
    return lever_statements(peers, reported, _peer_rules(rules), rules.peers_levers_without, told, halves)


def _peer_rules(rules: Rules) -> PeerRules:
    return PeerRules(
        least_groups=rules.peers_least,
        thirds_from=rules.peers_thirds_from,
        quarters_from=rules.peers_quarters_from,
        half_least=rules.peers_half_least,
        largest_share=rules.peers_largest_share,
        p=rules.running,
        rounding=rules.peers_rounding,
    )
