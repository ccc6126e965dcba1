"""The gate: which cells of the members' programme may be published, so that nobody can be read out of them.

Tables in, decisions out: no database, no Streamlit. `rules` holds the rules, `primary` those about one cell alone,
`classes` the classification, `statements` and `system` what tables say of their contributors, `attack` and `trades`
what an attacker can conclude from it, `suppress` the cheapest set of cells to hide, `gate` all of it together;
`side` and `changes` are about figures that stand alone, `peers` and `peer_means` about benchmarks.
"""
