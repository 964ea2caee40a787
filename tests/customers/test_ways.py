import pytest
from django.utils import timezone

from storefront.customers.contacts import Contact, Kind
from storefront.customers.guards import LATELY, PROVED_AT
from storefront.customers.models import User
from storefront.customers.services import TakenByAnother, add_contact, set_password
from storefront.customers.ways import LastWay, remove_way, ways_of
from tests.signing_in import code_sent_to, come_in, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN, PHONE = "lan@example.com", "+84912345678"


def with_both() -> User:
    user = customer(LAN)
    add_contact(user=user, contact=Contact(Kind.PHONE, PHONE))
    return User.objects.get(pk=user.pk)


def keys(user: User) -> list[str]:
    return [way.key for way in ways_of(User.objects.get(pk=user.pk))]


def test_one_of_two_can_be_removed():
    user = with_both()

    remove_way(user=user, key=f"phone:{PHONE}")

    assert keys(user) == [f"email:{LAN}"]


def test_the_last_one_cannot():
    user = customer(LAN)

    with pytest.raises(LastWay):
        remove_way(user=user, key=f"email:{LAN}")

    assert keys(user) == [f"email:{LAN}"]


def test_a_password_is_no_way_without_the_name_it_is_given_with():
    user = customer(LAN)
    set_password(user=user, password="three green mugs")

    with pytest.raises(LastWay):
        remove_way(user=user, key=f"email:{LAN}")


def test_removing_what_is_not_there_changes_nothing():
    user = customer(LAN)

    remove_way(user=user, key="phone:+84900000000")

    assert keys(user) == [f"email:{LAN}"]


def test_a_contact_is_added_once_its_code_is_typed():
    client = come_in(LAN)
    client.post("/vi/account/ways/add/", {"contact": "0912345678"})

    client.post("/vi/account/ways/code/", {"code": code_sent_to(PHONE)})

    assert keys(signed_in(client)) == [f"phone:{PHONE}", f"email:{LAN}"]


def test_a_contact_that_opens_another_account_stays_there():
    other, user = customer(PHONE), customer(LAN)

    with pytest.raises(TakenByAnother):
        add_contact(user=user, contact=Contact(Kind.PHONE, PHONE))

    assert (keys(other), keys(user)) == ([f"phone:{PHONE}"], [f"email:{LAN}"])


def test_the_page_says_the_same_of_a_contact_until_its_code_is_typed():
    customer(PHONE)
    client = come_in(LAN)

    taken = client.post("/vi/account/ways/add/", {"contact": "0912345678"})
    free = client.post("/vi/account/ways/add/", {"contact": "0912345679"})

    assert (taken.status_code, taken["Location"]) == (
        free.status_code,
        free["Location"],
    )


def test_the_page_says_what_happens_when_it_is_the_only_one():
    page = come_in(LAN).get("/vi/account/ways/").content.decode()

    assert "Hãy thêm cách thứ hai ngay bây giờ" in page


def test_a_change_asks_for_a_proof_when_the_last_one_is_long_ago():
    client = come_in(LAN)
    grow_old(client)

    answer = client.post("/vi/account/ways/remove/", {"way": f"email:{LAN}"})

    assert answer["Location"] == "/vi/account/prove/?next=%2Fvi%2Faccount%2Fways%2F"


def test_a_code_to_ones_own_contact_is_a_proof():
    client = come_in(LAN)
    grow_old(client)
    client.post("/vi/account/prove/", {"contact": f"email:{LAN}"})

    client.post("/vi/account/prove/code/", {"code": code_sent_to(LAN)})

    assert client.get("/vi/account/password/").status_code == 200


def test_a_code_goes_to_no_contact_of_somebody_else():
    client = come_in(LAN)

    page = client.post("/vi/account/prove/", {"contact": f"phone:{PHONE}"})

    assert page.status_code == 200


def grow_old(client) -> None:
    session = client.session
    session[PROVED_AT] = timezone.now().timestamp() - LATELY.total_seconds() - 1
    session.save()
