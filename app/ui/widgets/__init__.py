"""The parts pages are made of: rail, bars, cards, badges, tables, charts, the palette."""
