"""The taxes of all lists of a store at once, over an open connection.

`tax_todo` names the lists, `tax_used` what their buyers used before (both temporary tables made by
`prepare`); `assess_lists` fills `tax_estimate` and `tax_estimate_line`.
"""
