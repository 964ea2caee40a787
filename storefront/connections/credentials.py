"""Credentials at rest: sealed under a key ring that lives outside the database."""

import binascii
import json
from collections.abc import Iterator, Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext as _


class CredentialsUnreadable(Exception):
    """What is stored was sealed under a key that is not in the ring any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The stored credentials cannot be opened: the key they were sealed "
                "with is missing. Put the old key back behind the new one in "
                "CREDENTIALS_KEYS, or connect the account again."
            )
        )


def key_ring() -> MultiFernet:
    """Newest first: it seals, and every key still opens what it once sealed."""
    keys = settings.CREDENTIALS_KEYS
    if not keys:
        raise ImproperlyConfigured(
            "Set CREDENTIALS_KEYS; docs/settings.md says how to make a key."
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except (ValueError, binascii.Error):
        raise ImproperlyConfigured(
            "A key in CREDENTIALS_KEYS is not 32 url-safe base64-encoded bytes."
        ) from None


class Credentials(Mapping[str, str]):
    """Values that are opened when first read and are never shown.

    Reading a row whose key is lost does no harm; reading the values says what to do.
    """

    def __init__(
        self, values: Mapping[str, str] | None = None, *, token: str = ""
    ) -> None:
        self._values = dict(values) if values is not None else None
        self._token = token

    def __getitem__(self, name: str) -> str:
        return self._opened()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened())

    def __len__(self) -> int:
        return len(self._opened())

    def __repr__(self) -> str:
        return "<credentials, hidden>"

    def sealed(self) -> str:
        if not self._token:
            plain = json.dumps(dict(self._opened())).encode()
            self._token = key_ring().encrypt(plain).decode()
        return self._token

    def resealed(self) -> "Credentials":
        """The same values under the newest key."""
        try:
            token = key_ring().rotate(self.sealed().encode())
        except InvalidToken:
            raise CredentialsUnreadable from None
        return Credentials(token=token.decode())

    def _opened(self) -> dict[str, str]:
        if self._values is None:
            try:
                plain = key_ring().decrypt(self._token.encode())
            except InvalidToken:
                raise CredentialsUnreadable from None
            self._values = json.loads(plain)
        return self._values


class EncryptedJSONField(models.Field):  # type: ignore[type-arg]
    """A column of sealed credentials; what it gives back does not show itself."""

    _pyi_private_set_type: Credentials
    _pyi_private_get_type: Credentials

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str, *_: object) -> Credentials:
        return Credentials(token=value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Credentials:  # noqa: FBT001
        """Leave what was saved on the row: sealed once, and it does not show itself."""
        credentials = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, credentials)
        return credentials

    def to_python(self, value: Credentials | Mapping[str, str] | str) -> Credentials:
        if isinstance(value, Credentials):
            return value
        if isinstance(value, str):
            return Credentials(token=value)
        return Credentials(value)

    def get_prep_value(self, value: Credentials | Mapping[str, str] | str) -> str:
        return self.to_python(value).sealed()

    def value_to_string(self, obj: models.Model) -> str:
        """Written out by dumpdata as it is stored: sealed."""
        return self.get_prep_value(self.value_from_object(obj))
