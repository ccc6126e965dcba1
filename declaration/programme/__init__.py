"""The programme over time: who reported, like for like, coverage, the base year, and why a sum changed.

Pure functions over tables, which import nothing of ours. They read emission rows (one per report line, as the
accounting gives them), the membership and the denominators, and give t CO2e. Order of use: `membership.checked`,
`estimates.with_estimates`, then `levels`, `coverage`, `base_year`, `split`, `drivers` and `measures`.
"""
