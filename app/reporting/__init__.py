"""Tables → an Excel workbook that is safe to open and adds up by itself.

Owns how a cell is written, what a sheet looks like and which sheets the month workbook has. Comes
in: rows of plain values (whole numbers at scale 5, codes as text), streamed. Goes out: one .xlsx
file, written whole or not at all. Knows no database; totals are formulas, never numbers.
"""
