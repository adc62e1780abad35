"""Summary declaration (汇总申报): which cleared lists are applied for together, and the entries that
are expected and come of it.

In: cleared lists of the store, the merge keys in force, the company's choices. Out: applications in
numbered parts, expected entries with merged lines, customs entries tied line by line.
"""
