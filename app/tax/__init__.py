"""Taxes of import: what an order costs at the law of its day, with the working of every amount.

Owns the regimes (within the limits, full tax, general trade, postal articles), the resolution of
rates per goods and day, and the set-based form over the store's lists. Comes in: an order, a day,
the law, the rates. Goes out: amounts in fen with a trace of formulas, parameters and sources, or
what is missing. Nothing is ever taxed at an assumed rate: unknown stays unknown.
"""
