"""How to hand eSMS one message (developers.esms.vn, read November 2026)."""

from collections.abc import Mapping
from datetime import timedelta

import orjson

from storefront.contract.data import Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http

DEADLINE = timedelta(seconds=15)
BASE = "/MainService.svc/json"

#: A message to customers under a registered sender's name.
CUSTOMER_CARE = "2"

#: Taken, or taken before under the same RequestId ("Table of error codes").
TAKEN = {"100", "124"}
#: Ours to mend: keys, no price list, no such sender, our address is not let in.
OUR_FAULT = {"101", "102", "104", "140"}
#: Passes when somebody tops the account up.
NO_MONEY = "103"

WHY = {
    "99": Text(vi="Số này bị chặn ở eSMS.", en="The number is blocked at eSMS."),
    "108": Text(vi="Số điện thoại không đúng dạng.", en="The number is malformed."),
    "146": Text(
        vi="Nội dung không khớp mẫu tin đã đăng ký.",
        en="The text does not match a registered template.",
    ),
    "177": Text(
        vi="Tên thương hiệu chưa đăng ký với nhà mạng này.",
        en="The sender's name is not registered with this network.",
    ),
}
REFUSED = Text(vi="eSMS từ chối tin nhắn.", en="eSMS refused the message.")

JSON = Mapping[str, object]


class EsmsClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.keys = {
            "ApiKey": credentials["api_key"],
            "SecretKey": credentials["secret_key"],
        }
        self.brandname = credentials["brandname"]
        self.http = Http(address, gate, deadline=DEADLINE)

    def balance(self) -> str:
        answer = self.post("GetBalance_json", {})
        return str(understand(answer, "CodeResponse").get("Balance", ""))

    def send(self, *, phone: str, text: str, key: str) -> None:
        """The same key is taken once, however often it is sent."""
        message = {
            "Phone": phone,
            "Content": text,
            "Brandname": self.brandname,
            "SmsType": CUSTOMER_CARE,
            "IsUnicode": "0",
            "RequestId": key,
        }
        answer = self.post("SendMultipleMessage_V4_post_json", message)
        understand(answer, "CodeResult")

    def post(self, name: str, fields: Mapping[str, str]) -> Answer:
        return self.http.request(
            "POST",
            f"{BASE}/{name}/",
            endpoint="messages",
            content=orjson.dumps({**self.keys, **fields}),
            headers={"Content-Type": "application/json"},
        )


def understand(answer: Answer, name: str) -> JSON:
    """Every answer is HTTP 200; how it went stands in a field, as text."""
    body = answer.json()
    if not isinstance(body, dict) or answer.status >= 400 or name not in body:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without a result")
    code = str(body[name])
    if code in TAKEN:
        return body
    raise meaning_of(code, str(body.get("ErrorMessage", "")))


def meaning_of(code: str, said: str) -> Exception:
    if code in OUR_FAULT:
        return CredentialsDead(f"{code}: {said}")
    if code == NO_MONEY:
        return PlatformUnavailable(f"{code}: {said}")
    return PlatformRefused([Problem(code, WHY.get(code, REFUSED), said=said)])
