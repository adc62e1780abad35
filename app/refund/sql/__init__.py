"""Statements of the refund ledger over the store's tables."""
