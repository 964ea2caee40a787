import pytest

from storefront.customers.devices import device

ON_A_PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like"
ON_AN_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{ON_A_PHONE} Gecko) Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        (
            f"{ON_A_PHONE} Gecko) Chrome/126.0 Safari/537.36 [FB_IAB/FB4A;FBAV/47]",
            "Trong một ứng dụng · Android",
        ),
        (f"{ON_AN_IPHONE} Mobile/15E148 Zalo/24.6", "Trong một ứng dụng · iPhone"),
        (f"{ON_AN_IPHONE} Version/17.5 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/2010 Firefox/127.0", "Firefox · Windows"),
        ("curl/8.7", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_is_named_as_its_owner_would(user_agent, name):
    assert device(user_agent) == name
