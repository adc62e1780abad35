"""Goods that come back (退货): may they, until when, and how much of them.

Comes in: what is known about a return and its original list, the law by its days, an open
connection for what is left of a list. Goes out: verdicts that name rule, day and paragraph, and
quantities and values in proportion. SQL stands in `sql/`; nothing here opens, commits or migrates.
"""
