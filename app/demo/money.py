"""Payment files: a PayPal activity report, and the statement of a Chinese payment company."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from app.demo.sale import Payment, Sale
from app.demo.table import Table


def _payments(sales: Iterable[Sale]) -> list[Payment]:
    """All payments in the order the money moved."""
    return sorted(
        chain.from_iterable(sale.payments for sale in sales),
        key=lambda payment: (payment.at, payment.number),
    )


def paypal(sales: Iterable[Sale]) -> Table:
    """The activity report of a Chinese account: a row a movement, refunds negative, and rows that
    are no sale (a withdrawal)."""
    table = Table(
        (
            *("Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee"),
            *("Net", "From Email Address", "To Email Address", "Transaction ID"),
            *("Shipping Address", "Item Title", "Invoice Number", "Custom Number", "Quantity"),
            *("Subject", "Note", "Balance Impact"),
        )
    )
    payments = _payments(sales)
    for payment in payments:
        kind = "Payment Refund" if payment.amount < 0 else "Express Checkout Payment"
        cells = (
            *(f"{payment.at:%Y/%m/%d}", f"{payment.at:%H:%M:%S}", "CST", payment.payer, kind),
            *("Completed", payment.currency, payment.amount, -payment.fee),
            *(payment.amount - payment.fee, "buyer@example.invalid", "seller@example.invalid"),
            *(payment.number, "", "", "; ".join(payment.order_nos), "", "", "", ""),
            "Debit" if payment.amount < 0 else "Credit",
        )
        table.add("payment", payment.key, cells)
    if not payments:
        return table
    withdrawal = (
        *(f"{payments[-1].at:%Y/%m/%d}", "23:59:59", "CST", "", "General Withdrawal"),
        *("Completed", "USD", "-1000.00", "0.00", "-1000.00", "", "", "0TEST000000000001"),
        *("", "", "", "", "", "", "", "Debit"),
    )
    table.add("", "", withdrawal)
    return table


def cnpay(sales: Iterable[Sale]) -> Table:
    """The statement of a Chinese payment company; refunds are marked, not negative."""
    table = Table(
        (
            *("支付企业", "支付交易编号", "订单编号", "交易类型", "付款人", "收款金额", "手续费"),
            *("币制", "到账时间", "备注"),
        )
    )
    for payment in _payments(sales):
        cells = (
            *("测试支付", payment.number, ";".join(payment.order_nos)),
            "退款" if payment.amount < 0 else "支付",
            *(payment.payer, abs(payment.amount), payment.fee, payment.currency),
            *(f"{payment.at:%Y-%m-%d %H:%M:%S}", ""),
        )
        table.add("payment", payment.key, cells)
    return table


LAYOUTS: dict[str, Callable[[Iterable[Sale]], Table]] = {"paypal": paypal, "cnpay": cnpay}
