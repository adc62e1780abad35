"""Paper: what stands where on the pages of a printed document.

In: records of `app.documents.paper` and the words of a language. Out: pages of texts, lines and
filled boxes in millimetres, for one painter to draw on screen, into a PDF and on a printer.
Knows no window, asks no database, adds up nothing but the rows of a page.
"""
