"""A phone's passkey in software, for what needs hundreds of them and no browser."""

import json
import os
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from storefront.customers.models import User

FLAG = AuthenticatorData.FLAG
PRESENT = FLAG.UP | FLAG.UV


class Passkey:
    """Made for one account: its row is written as the shop's own page writes it."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        WebAuthn.add(user, "Phone", self.registration())

    def registration(self) -> dict[str, object]:
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(bytes(16), self.id, public)
        said = AuthenticatorData.create(self.shop, PRESENT | FLAG.AT, 0, made)
        return self.answer(
            clientDataJSON=client_data("webauthn.create", os.urandom(32)),
            attestationObject=bytes(AttestationObject.create("none", said, {})),
        )

    def come_in(self, client: Client) -> object:
        asked = client.get("/vi/account/passkeys/options/").json()["publicKey"]
        said = bytes(AuthenticatorData.create(self.shop, PRESENT, 1))
        data = client_data("webauthn.get", websafe_decode(asked["challenge"]))
        signed = self.key.sign(said + sha256(data).digest(), ec.ECDSA(SHA256()))
        credential = self.answer(
            clientDataJSON=data,
            authenticatorData=said,
            signature=signed,
            userHandle=user_pk_to_url_str(self.user).encode(),
        )
        fields = {"credential": json.dumps(credential)}
        return client.post("/vi/account/passkeys/", fields)

    @property
    def shop(self) -> bytes:
        """A digest of the name that passkeys of this shop belong to."""
        return sha256((urlsplit(settings.SITE_URL).hostname or "").encode()).digest()

    def answer(self, **parts: bytes) -> dict[str, object]:
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(part) for name, part in parts.items()},
        }


def client_data(kind: str, challenge: bytes) -> bytes:
    made = CollectedClientData.create(kind, challenge, settings.SITE_URL)
    return bytes(made)
