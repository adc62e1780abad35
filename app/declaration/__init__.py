"""Declaration lists (清单): from matched orders to lists with numbers and statutory quantities,
then changes, cancel requests, master bill lists, and the status derived from events.

Comes in: an open connection, the company's terms, law and code tables resolved into small tables.
Goes out: rows of declaration_list, declaration_line, declaration_status, cancel_request,
master_bill_list. SQL stands in `sql/`; nothing here opens, commits or migrates.
"""
