from dataclasses import dataclass

from django.db import transaction

from storefront.customers.models import User
from storefront.orders.models import Order
from storefront.orders.paying import add_money
from storefront.orders.services import OrderMovedOn
from storefront.payments import vietqr
from storefront.payments.matching import find_order
from storefront.payments.models import BankAccount, Statement, Transfer
from storefront.payments.reading import Columns, Row, read_rows
from storefront.shop.compiled import Compiled

accounts_in_use = Compiled(lambda: BankAccount.objects.in_use()[:1])


@dataclass(frozen=True, slots=True)
class TransferDetails:
    """What to pay where. `purpose` is how the money finds its order."""

    account: BankAccount
    amount: int
    purpose: str

    @property
    def payload(self) -> str:
        return vietqr.payload(
            bank=self.account.bank,
            account=self.account.number,
            amount=self.amount,
            purpose=self.purpose,
        )


def account_in_use() -> BankAccount | None:
    return accounts_in_use.first()


def transfer_details(order: Order) -> TransferDetails | None:
    """How to pay what is still due, or nothing where nobody waits for money."""
    if order.state != Order.State.AWAITING or not order.due:
        return None
    account = account_in_use()
    if account is None:
        return None
    return TransferDetails(account, order.due, order.number.replace("-", ""))


def import_statement(*, statement: Statement, columns: Columns) -> list[Transfer]:
    """Book each transfer that is new, and return these. Again, it changes nothing.

    Each is booked by itself: what was done before a crash stays done.
    """
    booked = (book(statement, row) for row in read_rows(statement.rows, columns))
    return [transfer for transfer in booked if transfer]


@transaction.atomic
def book(statement: Statement, row: Row) -> Transfer | None:
    """The fingerprint lets one of many through; the others find it booked."""
    transfer, new = Transfer.objects.get_or_create(
        fingerprint=row.fingerprint,
        defaults={
            "statement": statement,
            "booked": row.booked,
            "amount": row.amount,
            "text": row.text,
            "bank_reference": row.reference,
        },
    )
    if not new:
        return None
    order = find_order(row.text)
    return assigned(transfer, order, by=statement.made_by) if order else transfer


@transaction.atomic
def assign_transfer(*, transfer: Transfer, order: Order, by: User) -> Transfer:
    """Staff found out whose money it is. Twice, it counts once."""
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if transfer.order_id == order.pk:
        return transfer
    if transfer.order_id:
        raise OrderMovedOn(transfer.order or order)
    return assigned(transfer, order, by=by)


def assigned(transfer: Transfer, order: Order, *, by: User | None) -> Transfer:
    came = add_money(
        order=order, amount=transfer.amount, by=by, note=transfer.text[:300]
    )
    transfer.order, transfer.came = order, came
    transfer.save(update_fields=["order", "came"])
    return transfer
