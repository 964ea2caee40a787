import pytest

from storefront.customers.contacts import Contact, Kind
from storefront.customers.limits import TooOften
from storefront.customers.models import User
from storefront.customers.services import add_contact
from storefront.orders.claims import NotTheirs, claim_account
from tests.buying import browser, buyer, order
from tests.signing_in import code_sent_to, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PHONE = Contact(Kind.PHONE, "+84912345678")


def locked_out() -> User:
    """Somebody whose only way in was another company's."""
    return User.objects.create_user("was-on-facebook")


def bought_by(user: User, phone: str = PHONE.value) -> str:
    return order(buyer=buyer(phone=phone), customer=user).number


def test_a_phone_code_and_an_order_number_open_the_account_again():
    lan, client = locked_out(), browser()
    fields = {"phone": "0912 345 678", "number": bought_by(lan).lower()}
    client.post("/vi/account/claim/", fields)

    client.post("/vi/account/claim/code/", {"code": code_sent_to(PHONE.value)})

    assert signed_in(client) == lan
    assert User.objects.get(pk=lan.pk).phone == PHONE.value


def test_who_came_in_by_the_phone_meanwhile_is_the_same_person():
    lan, newcomer = locked_out(), customer(PHONE.value)
    number = bought_by(lan)
    later = order(buyer=buyer(phone=PHONE.value), customer=newcomer)

    claim_account(contact=PHONE, number=number)

    later.refresh_from_db()
    newcomer.refresh_from_db()
    assert (later.customer, newcomer.phone, newcomer.is_active) == (lan, None, False)


def test_an_order_sent_to_a_friend_opens_nothing_to_the_friend():
    lan = locked_out()
    bought_by(lan, "+84987654321")

    with pytest.raises(NotTheirs):
        claim_account(contact=PHONE, number=bought_by(lan))


def test_an_account_with_a_contact_of_its_own_is_not_claimed():
    lan = locked_out()
    add_contact(user=lan, contact=Contact(Kind.EMAIL, "lan@example.com"))

    with pytest.raises(NotTheirs):
        claim_account(contact=PHONE, number=bought_by(lan))


def test_a_guests_order_opens_no_account():
    number = order(buyer=buyer(phone=PHONE.value)).number

    with pytest.raises(NotTheirs):
        claim_account(contact=PHONE, number=number)


def test_an_account_of_staff_is_not_claimed():
    bob = User.objects.create_user("bob", is_staff=True)

    with pytest.raises(NotTheirs):
        claim_account(contact=PHONE, number=bought_by(bob))


def test_another_account_with_ways_of_its_own_is_not_taken_apart():
    lan, other = locked_out(), customer(PHONE.value)
    add_contact(user=other, contact=Contact(Kind.EMAIL, "other@example.com"))

    with pytest.raises(NotTheirs):
        claim_account(contact=PHONE, number=bought_by(lan))


def test_numbers_cannot_be_guessed_one_after_another():
    for _ in range(5):
        with pytest.raises(NotTheirs):
            claim_account(contact=PHONE, number="XXXX-XXXX")

    with pytest.raises(TooOften):
        claim_account(contact=PHONE, number=bought_by(locked_out()))
