"""Order numbers that people can read out, and that tell nobody our sales."""

import secrets

from storefront.orders.compiled_reads import order_by_number

#: No vowels, so no words; nothing that looks or sounds like another.
LETTERS = "CDFGHJKMNPQRTVWXY34679"


def draw_number() -> str:
    """Such as K7F3-9QXD. Five in a hundred billion that two draws are the same."""
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(8))
        number = f"{letters[:4]}-{letters[4:]}"
        if order_by_number.first(number) is None:
            return number
