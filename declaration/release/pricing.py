"""What a further table would cost: how many of its cells would have to be withheld if it were added now."""

from pathlib import Path

import pandas as pd

from declaration.disclosure.gate import WITHHELD, decide
from declaration.disclosure.rules import read_rules
from declaration.release.gating import published_before, read_knowledge
from declaration.sealing.key import Seal

COLUMNS = ["dimension", "is_further", "cells", "shown", "withheld"]


def price(home: Path, ledger: Path, data: Path, seal: Seal) -> pd.DataFrame:
    """Each dimension of the declared and the optional tables with its cells, shown and withheld (COLUMNS).

    What was published stands and cannot be taken back, so the price is paid in cells of the further tables. They are
    decided on by the gate, on the newest release's contributions, against all that was ever said. Numbers of cells
    alone. Raises what opening a vault raises, and IndexError where nothing has been published.
    """
    before = published_before(home, ledger, seal, release_id="")
    rules = read_rules(data / "disclosure" / "rules.toml")
    decided = decide(
        before[-1].published.edition,
        [b.published for b in before],
        before[0].entry.tables["classes"],
        rules,
        read_knowledge(data),
        tables=(*rules.table, *rules.option),
    ).numbers
    declared = {dimension for table in rules.table for dimension in table.weights}
    counted = decided["status"].eq(WITHHELD).groupby(decided["dimension"]).agg(cells="size", withheld="sum")
    made = counted.astype(int).reset_index()
    made["shown"], made["is_further"] = made["cells"] - made["withheld"], ~made["dimension"].isin(declared)
    return made.sort_values(["is_further", "dimension"], ignore_index=True)[COLUMNS]
