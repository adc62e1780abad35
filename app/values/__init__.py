"""Values everybody shares: money, quantities, codes, dates, findings, errors, progress.

Owns the few types that cross package borders. Comes in: plain Python. Goes out: frozen records.
Imports nothing of ours, opens no file, knows no database.
"""
