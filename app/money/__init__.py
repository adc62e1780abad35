"""Money received (收汇): what was declared, what the platform took in, what arrived, and why these
differ. In: orders, lists, payments, remittances in the store. Out: sums by month and currency,
what is still open by age, and the allocation of a payout to the orders of its days. It judges and
allocates; it never corrects a document.
"""
