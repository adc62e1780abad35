"""Bonded account books (账册): what came in, what lists took out, what may still be sold.

Comes in: an open connection; moves, locks and lists stand in the store, and the views of
`store/schema_0005.sql` say what they come to. Goes out: rows of stock_move booked from the statuses
of lists, orders the stock is too short for, and why a book differs from customs' balance. SQL
stands in `sql/`; nothing here opens, commits or migrates.
"""
