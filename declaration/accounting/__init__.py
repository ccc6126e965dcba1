"""The accounting core: from report lines to t CO2e, as ISO 14083 and the GHG Protocol account.

Pure functions over tables. The order of use: `tables.tables_from_frames` checks the tables of
`data/accounting/`, `emissions.account` turns report lines into emission rows, `totals.totals` sums them with
an interval, `trace.explain` shows one row from report line to tonne.
"""
