"""Texts that only staff with permission may read: sealed as the credentials are."""

from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet

from storefront.connections.credentials import CredentialsUnreadable, key_ring


def seal(plain: str) -> str:
    return key_ring().encrypt(plain.encode()).decode()


def unseal(token: str) -> str:
    """Raises CredentialsUnreadable when the key is not in the ring any more."""
    try:
        return key_ring().decrypt(token.encode()).decode()
    except InvalidToken:
        raise CredentialsUnreadable from None


def sealed_anew(token: str) -> str:
    """The same text under the newest key. Raises CredentialsUnreadable."""
    try:
        return key_ring().rotate(token.encode()).decode()
    except InvalidToken:
        raise CredentialsUnreadable from None


@dataclass(slots=True)
class Resealed:
    """How many texts now open with the newest key, and how many with none we have."""

    sealed: int = 0
    unreadable: int = 0


def seal_column_anew(rows: QuerySet[Any], column: str) -> Resealed:
    """Row by row, and only where nobody has written it meanwhile: that was under the
    newest key already. Cut short, it is run again.
    """
    done = Resealed()
    for pk, token in rows.exclude(**{column: ""}).values_list("pk", column).iterator():
        try:
            anew = sealed_anew(token)
        except CredentialsUnreadable:
            done.unreadable += 1
            continue
        unchanged = rows.model._default_manager.filter(pk=pk, **{column: token})
        done.sealed += unchanged.update(**{column: anew})
    return done
