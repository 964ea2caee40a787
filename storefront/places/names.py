"""Names of places as people type them: without marks, with or without their kind."""

import re
from functools import lru_cache

from storefront.catalog.search import normalise

#: What people shorten. A full stop may follow, and a number may stand right behind.
SHORT = {
    "tp": "thanh pho",
    "t": "tinh",
    "q": "quan",
    "h": "huyen",
    "p": "phuong",
    "x": "xa",
    "tx": "thi xa",
    "tt": "thi tran",
    "dk": "dac khu",
}
KINDS = (
    "thanh pho|thi tran|thi xa|dac khu|tinh|quan|huyen|phuong|xa"
    "|city|province|district|ward|commune"
)
#: What stands for a whole name.
NICKNAMES = {
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "tp hcm": "ho chi minh",
    "thanh pho hcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "hn": "ha noi",
    "hanoi": "ha noi",
    "vung tau": "ba ria vung tau",
    "thua thien hue": "hue",
    "dac lac": "dak lak",
    "brvt": "ba ria vung tau",
}


@lru_cache(maxsize=4096)
def full(name: str) -> str:
    """With its kind: `Q.1` and `Quận 01` are both `quan 1`."""
    words = re.sub(r"[^\w]+", " ", normalise(name)).strip()
    short = re.match(r"([a-z]{1,2})(?=[ 0-9]) ?", words)
    if short and short[1] in SHORT:
        words = f"{SHORT[short[1]]} {words[short.end() :]}"
    return re.sub(r"\b0+(?=[0-9])", "", words)


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Without its kind, unless only a number would be left."""
    words = full(name)
    rest = re.sub(rf"^(?:{KINDS}) | (?:{KINDS})$", "", words)
    return words if rest.isdigit() else rest
