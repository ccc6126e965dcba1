"""Tables become pydeck maps: pure functions, no tiles from anyone."""
