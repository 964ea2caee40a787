"""Accounts, statements and orders that wait for money, for tests."""

from collections.abc import Sequence

from storefront.orders.models import Order
from storefront.orders.services import Line
from storefront.payments.models import BankAccount, Statement, Transfer
from storefront.payments.reading import Columns
from storefront.payments.services import import_statement
from tests.buying import order

HEADINGS = ["Ngày GD", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung"]
COLUMNS = Columns(amount=3, text=4, reference=1, booked=0)


def account(**fields: object) -> BankAccount:
    facts = {"bank": "970436", "number": "0123456789", "holder": "CUA HANG THU"}
    return BankAccount.objects.create(**(facts | fields))


def awaiting(*lines: Line, **fields: object) -> Order:
    return order(*lines, payment=Order.Payment.BANK_TRANSFER, **fields)


def came_in(order: Order, amount: int, reference: str = "FT1") -> list[str]:
    """A row as a bank writes it: the number without its hyphen, among other words."""
    text = f"MBVCB.77.{order.number.replace('-', '')}.CT tu 0071"
    return ["25/11/2026", reference, "", f"{amount:,}.00", text]


def statement(*rows: Sequence[str]) -> Statement:
    return Statement.objects.create(name="a.csv", rows=[HEADINGS, *rows])


def imported(*rows: Sequence[str]) -> list[Transfer]:
    return import_statement(statement=statement(*rows), columns=COLUMNS)
