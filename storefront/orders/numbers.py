"""Order numbers that people can read out, and that tell nobody our sales."""

import secrets

from storefront.orders.models import Order

#: No vowels, so no words; nothing that looks or sounds like another.
LETTERS = "CDFGHJKMNPQRTVWXY34679"


def draw_number() -> str:
    """Such as K7F3-9QXD. Five in a hundred billion that two draws are the same."""
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(8))
        number = f"{letters[:4]}-{letters[4:]}"
        if not Order.objects.filter(number=number).exists():
            return number
