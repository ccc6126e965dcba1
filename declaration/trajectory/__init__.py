"""Paths, forecasts with intervals, gap, pace, budget and status: pure functions over annual series."""
