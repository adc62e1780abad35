"""Printing in the window: one painter for preview, PDF and printer, and the dialog around it.

That a preview and its PDF look the same is measured as `tests/ui/printed.py` says: plainly, pixel
by pixel, at the resolution of a printer seen from where the eye can just tell dots apart.
"""
