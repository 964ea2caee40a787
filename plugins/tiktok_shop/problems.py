"""What the platform's codes mean, and what staff can do about them.

"Common errors" and the error tables of each operation (Partner Center, 2026-09). The
HTTP status is a guide for a throttle and for troubles on their side, and for nothing
else: most errors come with 200.
"""

from datetime import timedelta

from storefront.contract.data import Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer

THROTTLED = 36009002
#: Of some of these a page says to try again, of others their name does.
THEIR_TROUBLE = {36009003, 36009007, 12001000, 10006402, 10037004}
#: 101000: the cipher is not of a shop of this token; 105002: expired; 105005: without
#: the scope; 106001: another app's secret; 36009033: not from our address; 36009043 and
#: 36009044: the shop is disabled.
DEAD = {101000, 105002, 105005, 106001, 36009033, 36009043, 36009044}
#: One code for many things that are wrong with a call: only its words tell them apart.
MIXED = 36009004

#: Where a throttle does not say for how long.
SLOWER = timedelta(seconds=2)
#: A wrong clock is set right by somebody, sooner or later.
CLOCK = timedelta(minutes=1)

KNOWN = {
    36004004: Text(
        vi="Lượt đồng ý này đã dùng hoặc đã quá 30 phút. Hãy kết nối lại.",
        en="This consent was used, or is older than 30 minutes. Connect again.",
    ),
}
REFUSED = Text(vi="TikTok Shop từ chối.", en="TikTok Shop refused it.")


def meaning_of(code: int, said: str, answer: Answer) -> Exception:
    if code == THROTTLED or answer.status == 429:
        wait = told_to_wait(answer) or SLOWER
        return PlatformUnavailable(
            f"throttled: {said}", retry_after=wait, nothing_done=True
        )
    if code in DEAD:
        return CredentialsDead(f"{code}: {said}")
    if code in THEIR_TROUBLE or answer.status in {408, *range(500, 600)}:
        return PlatformUnavailable(f"error {code}: {said}")
    if code == MIXED:
        return meaning_of_mixed(said)
    return refused(code, said)


def meaning_of_mixed(said: str) -> Exception:
    """All of these are found at the gate: nothing was done."""
    if said.startswith("Invalid timestamp"):
        reason = f"our clock is wrong: {said}"
        return PlatformUnavailable(reason, retry_after=CLOCK, nothing_done=True)
    if said.startswith("Invalid credentials"):
        return CredentialsDead(said)
    return refused(MIXED, said)


def refused(code: int, said: str) -> PlatformRefused:
    message = KNOWN.get(code, REFUSED)
    return PlatformRefused([Problem(str(code), message, said=said)])


def told_to_wait(answer: Answer) -> timedelta | None:
    text = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(text)) if text.isdecimal() else None
