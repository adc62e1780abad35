"""Statements of the account books over the store's tables."""
