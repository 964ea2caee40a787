import pytest

from storefront.connections.models import Connection
from storefront.contract.sign_in import Identity as RemoteIdentity
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.services import add_contact, enter_with, set_password
from storefront.insights.lockout import (
    EMAIL,
    SMS,
    by_number_of_ways,
    key_of,
    locked_out,
    reliances,
    without_a_way,
)
from tests.builders import numbers
from tests.buying import phone
from tests.signing_in import customer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def company(slug: str = "facebook.login") -> Connection:
    return Connection.objects.create(
        service=slug, account=str(next(numbers)), credentials={"app_id": "1"}
    )


def by(connection: Connection) -> User:
    remote = RemoteIdentity(f"there-{next(numbers)}", "Lan")
    return enter_with(connection=connection, identity=remote)


def names(people) -> set[int]:
    return set(people.values_list("pk", flat=True))


def test_who_has_one_company_only_is_locked_out_without_it():
    facebook = company()
    lan, nam = by(facebook), by(facebook)
    add_contact(user=nam, contact=Contact(Kind.PHONE, phone()))

    assert names(locked_out(without=[key_of(facebook.pk)])) == {lan.pk}


def test_a_second_company_is_a_second_way_until_both_are_gone():
    facebook, zalo = company(), company("zalo.login")
    lan = by(facebook)
    lan.identities.create(connection=zalo, external_id="z")
    both = [key_of(facebook.pk), key_of(zalo.pk)]

    assert names(locked_out(without=both[:1])) == set()
    assert names(locked_out(without=both)) == {lan.pk}


def test_a_closed_company_is_no_second_way():
    facebook, zalo = company(), company("zalo.login")
    lan = by(facebook)
    lan.identities.create(connection=zalo, external_id="z")
    Connection.objects.filter(pk=zalo.pk).update(state=Connection.State.CLOSED)

    assert names(locked_out(without=[key_of(facebook.pk)])) == {lan.pk}


@pytest.mark.parametrize(
    ("contact", "gone"), [("+84912345678", SMS), ("lan@example.com", EMAIL)]
)
def test_a_contact_hangs_on_its_sender_unless_a_password_goes_with_it(contact, gone):
    lan = customer(contact)
    without_password = names(locked_out(without=[gone]))
    set_password(user=lan, password="three green mugs")

    assert (without_password, names(locked_out(without=[gone]))) == ({lan.pk}, set())


def test_staff_are_not_in_it():
    User.objects.create_user("bob", is_staff=True)

    assert by_number_of_ways() == {}


def test_who_has_no_way_is_told_apart():
    gone = User.objects.create_user("was-on-facebook")

    assert names(without_a_way()) == {gone.pk}
    assert names(locked_out(without=[SMS, EMAIL])) == set()


def test_counts_ways_as_the_customer_sees_them():
    lan = customer("lan@example.com")
    add_contact(user=lan, contact=Contact(Kind.PHONE, phone()))
    set_password(user=lan, password="three green mugs")
    customer()

    assert by_number_of_ways() == {1: 1, 3: 1}


def test_every_company_and_both_senders_are_relied_on():
    facebook = company()

    assert [one.key for one in reliances()] == [key_of(facebook.pk), SMS, EMAIL]


def test_whose_only_company_is_closed_is_at_nobody_s_mercy_any_more():
    facebook = company()
    lan = by(facebook)
    Connection.objects.filter(pk=facebook.pk).update(state=Connection.State.CLOSED)

    assert names(without_a_way()) == {lan.pk}
    assert names(locked_out(without=[EMAIL])) == set()
    assert by_number_of_ways() == {0: 1}
