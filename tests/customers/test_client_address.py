import pytest
from django.test import RequestFactory

from storefront.customers.client_address import client_address


def address(forwarded: str | None, peer: str = "10.0.0.1") -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


def test_without_proxies_of_ours_the_header_is_not_believed():
    assert address("198.51.100.9", peer="192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.1:50123", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "6.6.6.6", "10.0.0.1"),  # it came past one of the proxies
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "192.0.2.1, nonsense", "10.0.0.1"),
        (1, "192.0.2.1,", "10.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::9]:443", "2001:db8:1:2::"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "fe80::1%eth0", "fe80::"),
    ],
)
def test_is_what_the_outermost_proxy_of_ours_saw(settings, proxies, forwarded, seen):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert address(forwarded) == seen


def test_a_peer_without_an_address_is_nobody():
    assert address(None, peer="") is None
