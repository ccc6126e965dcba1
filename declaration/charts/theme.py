"""One look for every chart: the city's profile colours, Roboto, a zero baseline, labels instead of legends.

Colours and their meanings are fixed here; a chart never picks its own.
"""

import plotly.graph_objects as go

from declaration.language import Reader

INK = "#1a1a1a"
QUIET = "#595959"
RULE = "#d9d9d9"
GROUND = "#ffffff"

#: City profile. Only the gap and "off track" wear the city's red in a trajectory.
RED = "#ae0b05"
BLUE = "#0069b4"
DEEP_BLUE = "#005c86"
AMBER = "#f7a600"

#: The five transition areas: at least 3:1 on white and apart for every colour vision.
AREA_COLOURS = {
    "fossil_free_energy": "#ec6701",
    "smart_efficient_logistics": "#ae0b05",
    "technology_infrastructure": "#0069b4",
    "packaging_logistics": "#0095db",
    "circularity_reuse_recycling": "#7b075e",
}

#: Several places in one chart: dark enough for text, each with a dash and a marker of its own.
SERIES_STYLES = (
    (INK, "solid", "circle"),
    (RED, "dash", "square"),
    (BLUE, "dot", "diamond"),
    ("#7b075e", "dashdot", "triangle-up"),
    ("#a04500", "longdash", "cross"),
    (DEEP_BLUE, "longdashdot", "x"),
)

FONT = "Roboto, sans-serif"


def figure(reader: Reader, height: int = 440) -> go.Figure:
    """An empty figure in the house's look, with this language's number signs."""
    axis = {"showline": False, "zeroline": False, "fixedrange": True, "tickfont": {"color": QUIET, "size": 13}}
    layout = go.Layout(
        template="none",
        height=height,
        separators=reader.plotly_separators,
        font={"family": FONT, "size": 14, "color": INK},
        paper_bgcolor=GROUND,
        plot_bgcolor=GROUND,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        showlegend=False,
        hovermode="closest",
        hoverlabel={"font": {"family": FONT, "size": 14}, "bgcolor": GROUND, "bordercolor": INK},
        dragmode=False,
        xaxis={**axis, "showgrid": False, "automargin": True},
        yaxis={
            **axis,
            "showgrid": True,
            "gridcolor": RULE,
            "rangemode": "tozero",
            "automargin": True,
            "nticks": 6,
            "tickformat": ",.0f",
        },
    )
    return go.Figure(layout=layout)


def zero_line(chart: go.Figure) -> None:
    """The baseline that every amount stands on."""
    chart.add_hline(y=0, line={"color": INK, "width": 1.2})


def label(
    chart: go.Figure,
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    *,
    anchor: str = "left",
    vertical: str = "middle",
    shift: tuple[int, int] = (8, 0),
    size: int = 13,
    **where: str,
) -> None:
    """A direct label beside a point. where: the axes that x and y are measured on (`xref`, `yref`)."""
    words = written(x, y, text, colour, anchor=anchor, vertical=vertical, shift=shift, size=size)
    chart.add_annotation(words | where)


def written(
    x: float,
    y: float,
    text: str,
    colour: str = INK,
    *,
    anchor: str = "left",
    vertical: str = "middle",
    shift: tuple[int, int] = (8, 0),
    size: int = 13,
) -> dict:
    """A direct label as the annotation it is; a chart of many takes them all at once, for each alone costs the more."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": vertical,
        "xshift": shift[0],
        "yshift": shift[1],
        "align": anchor,
        "font": {"color": colour, "size": size},
    }


def stamp(chart: go.Figure, text: str) -> None:
    """Large and pale across the whole chart: no one takes it, or a picture of it, for official figures."""
    if text:
        chart.add_annotation(
            text=text,
            x=0.5,
            y=0.5,
            xref="paper",
            yref="paper",
            showarrow=False,
            textangle=-18,
            opacity=0.16,
            font={"size": 30, "color": QUIET, "family": FONT},
        )


def spread(positions: list[float], least: float) -> list[float]:
    """Positions of labels along an axis, moved apart so that none lie closer than `least`; order is kept.

    The labels stay centred on where they belong (pool-adjacent-violators on the blocked groups).
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    groups: list[list[float]] = []  # [sum of wished starts, count]
    for rank, index in enumerate(order):
        groups.append([positions[index] - rank * least, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            wished, count = groups.pop()
            groups[-1][0] += wished
            groups[-1][1] += count
    placed = [0.0] * len(positions)
    rank = 0
    for wished, count in groups:
        for _ in range(count):
            placed[order[rank]] = wished / count + rank * least
            rank += 1
    return placed
