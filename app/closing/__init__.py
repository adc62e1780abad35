"""Closing a month (结账): what it comes to, the seal over it, and what came after.

In: the totals of the month, payments, remittances, rates in the store. Out: figures and documents
as they are signed for, their hash, what stands open before a closing, and by how much a closed
month would differ today. It reads; what is written the workflow writes in one call.
"""
