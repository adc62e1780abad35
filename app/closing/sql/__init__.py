"""Set-based work over the store's tables."""
