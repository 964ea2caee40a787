"""Texts that only staff with permission may read: sealed as the credentials are."""

from cryptography.fernet import InvalidToken

from storefront.connections.credentials import CredentialsUnreadable, key_ring


def seal(plain: str) -> str:
    return key_ring().encrypt(plain.encode()).decode()


def unseal(token: str) -> str:
    """Raises CredentialsUnreadable when the key is not in the ring any more."""
    try:
        return key_ring().decrypt(token.encode()).decode()
    except InvalidToken:
        raise CredentialsUnreadable from None
