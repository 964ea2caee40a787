"""Sign-in by another company's account: what crosses the border."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """Whoever the platform says it is. What it says of an e-mail is not passed on:
    it proves nothing here.
    """

    external_id: str
    name: str = ""
