from collections.abc import Iterator

import pytest

from plugins.esms.plugin import Esms, without_marks
from plugins.esms.sandbox import BLOCKED, EsmsSandbox
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.sandbox import running

LAN = "+84901888484"


@pytest.fixture
def platform(tmp_path) -> EsmsSandbox:
    return EsmsSandbox(tmp_path / "platform.sqlite3")


@pytest.fixture
def address(platform) -> Iterator[str]:
    with running(platform) as address:
        yield address


def esms(address: str, **other: str) -> Esms:
    credentials = {**EsmsSandbox.seeded, **other}
    return Esms(credentials, gate=OpenGate(), address=address)


def sent(platform: EsmsSandbox) -> list[tuple[str, str]]:
    shown = platform.shown(words="", offset=0, limit=10)
    return [(message.details[0], message.title) for message in shown]


def test_a_message_arrives_as_vietnamese_phones_show_it(platform, address):
    esms(address).send_text(LAN, "123456 là mã của bạn, Đừng đưa ai", "one")

    assert sent(platform) == [("0901888484", "123456 la ma cua ban, Dung dua ai")]


def test_a_message_that_is_repeated_goes_out_once(platform, address):
    for _ in range(3):
        esms(address).send_text(LAN, "123456", "the same key")

    assert len(sent(platform)) == 1


def test_two_messages_of_one_text_both_go_out(platform, address):
    for key in ("one", "two"):
        esms(address).send_text(LAN, "123456", key)

    assert len(sent(platform)) == 2


@pytest.mark.parametrize(
    ("switch", "other", "error"),
    [
        ("revoked", {}, CredentialsDead),
        ("empty", {}, PlatformUnavailable),
        ("broken", {}, PlatformUnavailable),
        ("strict", {}, PlatformRefused),
        ("", {"brandname": "OTHER"}, CredentialsDead),
        ("", {"secret_key": "X" * 30}, CredentialsDead),
    ],
)
def test_what_it_says_is_understood(platform, address, switch, other, error):
    if switch:
        platform.turn(switch, "on")

    with pytest.raises(error):
        esms(address, **other).send_text(LAN, "123456", "one")

    assert sent(platform) == []


@pytest.mark.parametrize("phone", ["+12025550123", "+84123", "+84" + BLOCKED[1:]])
def test_a_phone_that_it_cannot_reach_is_refused(address, phone):
    with pytest.raises(PlatformRefused):
        esms(address).send_text(phone, "123456", "one")


def test_the_check_knows_good_keys_from_bad(platform, address):
    esms(address).check()
    platform.turn("revoked", "on")

    with pytest.raises(CredentialsDead):
        esms(address).check()


def test_secrets_are_not_in_its_name():
    assert EsmsSandbox.seeded["secret_key"] not in repr(esms("http://localhost"))


def test_every_vietnamese_letter_loses_its_marks():
    letters = "ăâđêôơưĂÂĐÊÔƠƯ ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữự ýỳỷỹỵíìỉĩị"

    assert without_marks(letters).isascii()
