"""Printing in the window: one painter for preview, PDF and printer, and the dialog around it."""
