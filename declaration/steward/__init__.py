"""The steward's room: who has reported, what is wrong with it, making a release, and what gate and audit found.

A process of its own on the data holder's machine (`python -m declaration.steward`). What it shows are members' figures:
nothing of it is imported by the dashboard, cached for others, written to a log or to `<home>/served/`.
"""
