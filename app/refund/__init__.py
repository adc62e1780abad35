"""Export tax: what an export earns or costs at the tax office, with the working of every amount.

Owns the four outcomes (refund, exemption, exemption without invoice, taxed as a domestic sale), the
refund of trading and production companies, time limits, the refund at departure of goods for an
overseas warehouse, the matching of exported lines with purchase invoices, and the channel of B2B
exports. Comes in: facts, a day, the law; or an open connection. Goes out: verdicts with their
reasons, amounts with a trace. An estimate says so, the tax office's figure wins, unknown stays so.
"""
