"""What can be made to go wrong, or to be otherwise, while a sandbox runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from storefront.contract.data import Text

Value = bool | int | str

ON, OFF = {"1", "true", "on", "yes"}, {"0", "false", "off", "no"}
DIGITS = 9


class Kind(StrEnum):
    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Switch:
    """`default` says the kind: True or False, a number, or the first of `choices`.

    `words` are the choices as the page calls them, `suggested` is the number that a
    button of the page offers. A `fact` is a switch for something that is not known of
    the real platform, and `drawn` are the values that a random profile chooses from.
    """

    name: str
    label: Text
    default: Value = False
    choices: tuple[str, ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)
    suggested: int = 0
    fact: bool = False
    drawn: tuple[Value, ...] = ()

    @property
    def kind(self) -> Kind:
        if self.choices:
            return Kind.CHOICE
        return Kind.FLAG if isinstance(self.default, bool) else Kind.NUMBER

    def parse(self, text: str) -> Value:
        """Raises ValueError when the text is no value of this switch."""
        if self.kind is Kind.FLAG and text.lower() in ON | OFF:
            return text.lower() in ON
        if self.kind is Kind.NUMBER and text.isdecimal() and len(text) <= DIGITS:
            return int(text)
        if self.choices and text in {"0", "1"}:
            return self.choices[int(text)]
        if text in self.choices:
            return text
        raise ValueError(f"{text} is no value of {self.name}")


#: On every sandbox. Dark "closed" takes the call and hangs up without a word: nobody
#: knows what came of it. Dark "refused" shuts the port: nothing reached the platform.
COMMON = (
    Switch(
        "dark",
        Text(vi="Mất liên lạc", en="Dark"),
        default="off",
        choices=("off", "closed", "refused"),
        words={
            "closed": Text(vi="cúp máy", en="hangs up"),
            "refused": Text(vi="từ chối kết nối", en="refuses connections"),
        },
    ),
    Switch(
        "slow",
        Text(vi="Chậm (mili giây)", en="Slow (milliseconds)"),
        default=0,
        suggested=3000,
    ),
    Switch(
        "lost",
        Text(vi="Mất câu trả lời (%)", en="Answers lost (%)"),
        default=0,
        suggested=100,
    ),
)
