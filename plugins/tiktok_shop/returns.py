"""What buyers want back on the platform, in our words. Pure functions."""

from datetime import datetime

from plugins.tiktok_shop.client import JSON, listed
from plugins.tiktok_shop.consent import moment
from storefront.contract.data import Page
from storefront.contract.returns import RemoteReturn, ReturnKind, ReturnState

#: "Search returns" (Partner Center, 2026-09).
KINDS = {
    "REFUND": ReturnKind.REFUND,
    "RETURN_AND_REFUND": ReturnKind.RETURN,
    "REPLACEMENT": ReturnKind.REPLACEMENT,
    "EXCHANGE": ReturnKind.REPLACEMENT,
}
STATES = {
    "RETURN_OR_REFUND_REQUEST_PENDING": ReturnState.ASKED,
    "REPLACEMENT_REQUEST_PENDING": ReturnState.ASKED,
    "EXCHANGE_REQUEST_PENDING": ReturnState.ASKED,
    "AWAITING_BUYER_RESPONSE": ReturnState.OFFERED,
    "AWAITING_BUYER_SHIP": ReturnState.AGREED,
    "BUYER_SHIPPED_ITEM": ReturnState.COMING,
    "RETURN_OR_REFUND_REQUEST_SUCCESS": ReturnState.DONE,
    "RETURN_OR_REFUND_REQUEST_COMPLETE": ReturnState.DONE,
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": ReturnState.DONE,
    "REPLACEMENT_REQUEST_COMPLETE": ReturnState.DONE,
    "EXCHANGE_REQUEST_REFUND_SUCCESS": ReturnState.DONE,
    "EXCHANGE_REQUEST_COMPLETE": ReturnState.DONE,
    "REFUND_OR_RETURN_REQUEST_REJECT": ReturnState.REFUSED,
    "REJECT_RECEIVE_PACKAGE": ReturnState.REFUSED,
    "REPLACEMENT_REQUEST_REJECT": ReturnState.REFUSED,
    "RETURN_OR_REFUND_REQUEST_CANCEL": ReturnState.WITHDRAWN,
    "REPLACEMENT_REQUEST_CANCEL": ReturnState.WITHDRAWN,
    "EXCHANGE_REQUEST_CANCEL": ReturnState.WITHDRAWN,
}


def page(told: JSON) -> Page[RemoteReturn]:
    cursor = str(told.get("next_page_token") or "")
    return Page(tuple(map(read, listed(told, "return_orders"))), cursor=cursor)


def read(told: JSON) -> RemoteReturn:
    """A status of tomorrow is shown to staff, and stops nothing."""
    return RemoteReturn(
        external_id=str(told["return_id"]),
        order_id=str(told["order_id"]),
        kind=KINDS.get(str(told.get("return_type")), ReturnKind.RETURN),
        state=STATES.get(str(told.get("return_status")), ReturnState.OTHER),
        updated_at=moment(told["update_time"]),
        answer_by=answer_by(told),
    )


def answer_by(told: JSON) -> datetime | None:
    """The nearest of what the seller is to do; nothing where it is not their turn."""
    actions = listed(told, "seller_next_action_response")
    deadlines = [action["deadline"] for action in actions if action.get("deadline")]
    return moment(min(deadlines)) if deadlines else None
