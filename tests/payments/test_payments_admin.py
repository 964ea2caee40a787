import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from storefront.payments.models import Transfer
from tests.money_in import HEADINGS, awaiting, came_in, imported
from tests.people import ann, bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STATEMENTS = "/admin/payments/statement/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(ann())
    return client


def upload(client: Client, *rows: list[str]):
    text = "\n".join(";".join(row) for row in [HEADINGS, *rows])
    file = SimpleUploadedFile("sao-ke.csv", text.encode())
    return client.post(f"{STATEMENTS}add/", {"file": file})


def test_a_statement_is_uploaded_its_columns_guessed_and_its_order_paid(staff):
    placed = awaiting()

    columns = upload(staff, came_in(placed, placed.total))["Location"]
    guessed = staff.get(columns).context["form"].initial
    staff.post(columns, guessed)

    placed.refresh_from_db()
    assert (placed.state, Transfer.objects.get().order) == ("placed", placed)


def test_a_file_that_is_none_is_told_beside_the_field(staff):
    file = SimpleUploadedFile("x.csv", b"\x00\x01")

    answer = staff.post(f"{STATEMENTS}add/", {"file": file})

    assert list(answer.context["errors"])


def test_a_transfer_without_a_known_order_gets_one_from_staff(staff):
    placed = awaiting()
    [transfer] = imported(["1/1", "FT1", "", str(placed.total), "tien hang"])
    page = f"/admin/payments/transfer/{transfer.pk}/change/"

    staff.post(page, {"order_number": placed.number.lower()})

    placed.refresh_from_db()
    assert placed.state == "placed"


def test_an_order_number_that_is_none_is_told(staff):
    [transfer] = imported(["1/1", "FT1", "", "5000", "tien hang"])
    page = f"/admin/payments/transfer/{transfer.pk}/change/"

    answer = staff.post(page, {"order_number": "NONE-NONE"})

    assert "order_number" in answer.context["adminform"].form.errors


def test_staff_mark_an_order_paid_once(staff):
    placed = awaiting()
    action = {"action": "paid_in_full", "_selected_action": [placed.pk]}

    for _ in range(2):
        staff.post("/admin/orders/order/", action)

    placed.refresh_from_db()
    assert (placed.state, placed.paid) == ("placed", placed.total)


def test_staff_without_the_permission_import_nothing():
    client = Client()
    client.force_login(bob("orders.view_order"))

    assert upload(client).status_code == 403
