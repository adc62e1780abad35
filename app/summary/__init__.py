"""Summary declaration (汇总申报): which cleared lists are applied for together, and which customs
entries that should come to.

In: cleared lists of the store, the merge keys in force, the company's choices. Out: applications in
numbered parts, and the entries expected, with merged lines tied to those of the lists.
"""
