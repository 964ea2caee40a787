"""The text in a VietQR picture: EMVCo's merchant QR with NAPAS' fields, to an account.

A field is its two-digit id, the length of its value in bytes, and the value.
"""

from binascii import crc_hqx

NAPAS, TO_ACCOUNT = "A000000727", "QRIBFTTA"
ONE_TIME, DONG, VIETNAM = "12", "704", "VN"
LONGEST_PURPOSE = 25


def payload(*, bank: str, account: str, amount: int, purpose: str) -> str:
    """Ask for this many đồng to the account, once. The purpose is plain ASCII."""
    if amount < 1:
        raise ValueError(f"A transfer is of at least 1 đ, not {amount}.")
    if not purpose.isascii() or not 1 <= len(purpose) <= LONGEST_PURPOSE:
        raise ValueError(f"Not a purpose that every bank takes: {purpose!r}")
    receiver = field("00", bank) + field("01", account)
    return checked(
        field("00", "01")
        + field("01", ONE_TIME)
        + field(
            "38", field("00", NAPAS) + field("01", receiver) + field("02", TO_ACCOUNT)
        )
        + field("53", DONG)
        + field("54", str(amount))
        + field("58", VIETNAM)
        + field("62", field("08", purpose))
    )


def field(name: str, value: str) -> str:
    length = len(value.encode())
    if not 1 <= length <= 99:
        raise ValueError(f"Field {name} cannot hold {length} bytes.")
    return f"{name}{length:02}{value}"


def checked(text: str) -> str:
    """With CRC-16/CCITT-FALSE over everything, its own id and length included."""
    text += "6304"
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"
