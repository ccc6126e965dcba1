"""The independent auditor of a release: can anyone prove a member's figure from all that was ever released?

Reads released numbers, the truth, and nothing else of ours. Two algorithms on different principles answer, and
a release passes only if neither finds an exposure: `bounds` (how far can a figure move at most, by linear
programming) and `worlds` (two other worlds that fit, one at each end, added up again in whole grams). Order of
reading: `evidence`, `world`, `reading`, `targets`, `bounds`, `moves`, `exact`, `worlds`, `one_row`, `years`, `peers`,
`report`.
"""
