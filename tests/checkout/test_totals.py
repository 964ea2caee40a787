"""Random carts: what the server asks equals what another calculator says.

With SIZE=full there are 10,000; the bench `carts` takes them all the way to an order.
"""

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront.delivery.models import DeliveryZone
from storefront.promotions.models import Voucher
from storefront.promotions.reductions import reduction
from tests.calculator import Rules, total

Things = Sequence[tuple[int, int]]

amounts = st.integers(1, 50_000_000)
things = st.lists(st.tuples(amounts, st.integers(1, 99)), min_size=1, max_size=8)
offs = st.one_of(
    st.none(),
    st.tuples(st.just("delivery")),
    st.tuples(st.just("amount"), amounts),
    st.tuples(
        st.just("percent"), st.integers(1, 100), st.none() | st.integers(0, 10**7)
    ),
)
rules = st.builds(
    Rules,
    fee=st.integers(0, 200_000),
    free_over=st.none() | amounts,
    off=offs,
    minimum=st.integers(0, 10_000_000),
)


@settings(
    max_examples=10_000 if os.environ.get("SIZE") == "full" else 1_000,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(things, rules)
def test_the_server_s_total_is_the_calculator_s(bought: Things, day: Rules):
    assert asked(bought, day) == total(bought, day)


def asked(bought: Things, day: Rules) -> int:
    """As quotes and orders put it together, without the rows."""
    goods = sum(price * quantity for price, quantity in bought)
    fee = DeliveryZone(fee=day.fee, free_over=day.free_over).fee_for(goods)
    voucher = voucher_of(day) if goods >= day.minimum else None
    less = reduction(voucher, goods=goods, delivery=fee)
    return goods - less.goods + fee - less.delivery


def voucher_of(day: Rules) -> Voucher | None:
    match day.off:
        case ("percent", int(percent), most):
            return Voucher(kind="percent", percent=percent, most=most)
        case ("amount", int(amount)):
            return Voucher(kind="amount", amount=amount)
        case ("delivery",):
            return Voucher(kind="delivery")
    return None
