"""Staff take the catalogue with them."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.builders import variant
from tests.people import bob, eve

pytestmark = pytest.mark.django_db


def download(client, name: str, kind: str):
    return client.get(reverse("admin:exchange_download", args=[name, kind]))


def test_every_format_is_offered_as_csv_and_xlsx(admin_client):
    page = admin_client.get(reverse("admin:exchange_export")).content.decode()

    assert page.count("/export/") == 6


def test_a_csv_is_streamed(admin_client):
    variant("mug")

    answer = download(admin_client, "shopify", "csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (answer.streaming, len(lines), "mug" in lines[1]) == (True, 2, True)


def test_an_xlsx_is_whole(admin_client):
    variant("mug")

    answer = download(admin_client, "kieng", "xlsx")

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet["B"]] == ["sku", "mug"]


def test_there_is_no_other_format(admin_client):
    assert download(admin_client, "kieng", "exe").status_code == 404
    assert download(admin_client, "magento", "csv").status_code == 404


@pytest.mark.parametrize("person", [eve, bob])
def test_nobody_else_may_take_it(client, person):
    client.force_login(person())

    assert download(client, "kieng", "csv").status_code in {302, 403}
