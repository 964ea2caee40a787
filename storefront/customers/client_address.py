"""Which client a request comes from, as far as our own proxies vouch for it."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """What the outermost of our proxies saw. What a client claims is further left.

    An IPv6 client is its /64, in which it can take any address it likes.
    """
    found = vouched_for(request)
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Network((found, 64), strict=False)[0]
    return str(found) if found else None


def vouched_for(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    peer = parse(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXY_COUNT
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    if not proxies or len(seen) < proxies:
        return peer
    return parse(seen[-proxies]) or peer


def parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read 192.0.2.1, 192.0.2.1:8080, 2001:db8::1 or [2001:db8::1]:8080."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ip_address(text)
    except ValueError:
        return None
