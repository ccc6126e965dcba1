"""What is drawn of a member's figures, drawn once: it lies in the member's own session and goes with it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from declaration.access.own import Own
from declaration.ui.figures import Figure
from declaration.ui.stand import Stand, read_stand
from declaration.ui.stand_figures import areas_figure, history_rows, trajectory_figure
from declaration.ui.stand_strips import strips_figure
from declaration.ui.stand_words import drivers_table, missing_table, quality_table
from declaration.ui.tables import Column
from declaration.ui.visit import Visit


@dataclass(frozen=True)
class Drawn:
    """The figures and the longer tables of one member's stand."""

    stand: Stand

    @cached_property
    def trajectory(self) -> Figure:
        """Own figures against the paths."""
        return trajectory_figure(self.stand)

    @cached_property
    def strips(self) -> Figure | None:
        """The newest bands."""
        return strips_figure(self.stand)

    @cached_property
    def history(self) -> tuple[dict[str, Column], pd.DataFrame]:
        """The bands year by year."""
        return history_rows(self.stand)

    @cached_property
    def areas(self) -> Figure:
        """The five areas."""
        return areas_figure(self.stand)

    @cached_property
    def drivers(self) -> str:
        """What drives the tonnes."""
        return drivers_table(self.stand)

    @cached_property
    def quality(self) -> str:
        """Data quality year by year."""
        return quality_table(self.stand)

    @cached_property
    def missing(self) -> str:
        """What the newest report lacks."""
        return missing_table(self.stand)


def drawn_of(visit: Visit, own: Own) -> Drawn:
    """The member's figures as this visit reads them, read and drawn once a session, language and release."""
    held, wanted = st.session_state.get("stand"), (own, visit.reader.language)
    if held is None or held[0] != wanted:
        held = st.session_state["stand"] = (wanted, Drawn(read_stand(visit, own)))
    return held[1]
