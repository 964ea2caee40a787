"""The error envelope (Graph API "Handling Errors"), and the errors in Meta's words."""

import secrets
import string
from dataclasses import dataclass

LETTERS = string.ascii_letters + string.digits
TRANSIENT = {1, 2, 4, 17, 32, 341, 613, 80009, 80014}
THROTTLES = {4, 17, 32, 341, 613, 80009, 80014}
PERMISSIONS = {10, *range(200, 300)}
DOCS = "https://developers.facebook.com/docs/graph-api"

TOO_MANY_CALLS = (
    "There have been too many calls {what} to this catalog account. Wait a bit and try"
    " again. For more info, please refer to "
    + DOCS
    + "/overview/rate-limiting#catalog."
)

#: Why a token is dead: subcode and text (Access Token Debugging and Errors).
REVOKED = {
    "expired": (
        463,
        (
            "Error validating access token: Session has expired on Wednesday, 14-Feb-18"
            " 18:00:00 PST. The current time is Thursday, 15-Feb-18 13:46:35 PST."
        ),
    ),
    "password_changed": (
        460,
        (
            "Error validating access token: The session has been invalidated because"
            " the user changed their password or Facebook has changed the session for"
            " security reasons."
        ),
    ),
    "app_removed": (
        458,
        (
            "Error validating access token: User 10000000000001 has not authorized"
            " application 1000000000000001."
        ),
    ),
    "invalid": (467, "Error validating access token: The access token is invalid."),
}


@dataclass
class GraphError(Exception):
    message: str
    code: int
    type: str = "OAuthException"
    subcode: int | None = None

    def body(self) -> dict[str, object]:
        error: dict[str, object] = {
            "message": self.message,
            "type": self.type,
            "code": self.code,
        }
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.code in TRANSIENT:
            error["is_transient"] = True
        return {"error": {**error, "fbtrace_id": trace_id()}}


def trace_id() -> str:
    return "A" + "".join(secrets.choice(LETTERS) for _ in range(10))


def wrong(message: str) -> GraphError:
    return GraphError(f"(#100) {message}", 100)


def no_such_object(node: str, verb: str) -> GraphError:
    return GraphError(
        f"Unsupported {verb} request. Object with ID '{node}' does not exist, cannot be"
        " loaded due to missing permissions, or does not support this operation. Please"
        f" read the Graph API documentation at {DOCS}",
        100,
        "GraphMethodException",
        33,
    )


def no_such_edge(edge: str) -> GraphError:
    return GraphError(
        f"(#100) Tried accessing nonexisting field ({edge})",
        100,
        "GraphMethodException",
    )


def too_many_calls(bucket: str) -> GraphError:
    if bucket == "catalog_batch":
        return GraphError(TOO_MANY_CALLS.format(what="for the batch uploads"), 80014)
    return GraphError(TOO_MANY_CALLS.format(what="for the catalog management"), 80009)


def too_much_data() -> GraphError:
    return GraphError(
        "Please reduce the amount of data you're asking for, then retry your request",
        1,
    )


def dead_token(why: str) -> GraphError:
    subcode, message = REVOKED[why]
    return GraphError(message, 190, subcode=subcode)
