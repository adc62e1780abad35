"""Goods that come back (退货): may they, until when, how much of them, and how they travel home.

Comes in: what is known about a return and its original list, the law by its days, an open
connection for what is left of a list, parcels with their freight. Goes out: verdicts that name
rule, day and paragraph, quantities and values in proportion, plans of batches. SQL stands in
`sql/`; nothing here opens, commits or migrates.
"""
