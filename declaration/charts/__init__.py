"""Tables become Plotly figures: pure functions, one theme."""
