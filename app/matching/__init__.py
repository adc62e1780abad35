"""三单对碰: orders, payments and waybills compared, differences named, explained and suggested for.

Owns the reasons (flags), the tolerance profile and the SQL that sets flags for whole months over
the store's tables. Comes in: an open connection, a profile, the law's dates. Goes out: rows of
`match_result`, explanations, suggestions. Never opens, commits or migrates; reads no clock.
"""
