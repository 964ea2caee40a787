"""Text that no spreadsheet takes for a formula.

https://owasp.org/www-community/attacks/CSV_Injection
"""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Put an apostrophe before it; a text that has one gets another."""
    return f"'{text}" if text.startswith(DANGEROUS) else marked(text)


def marked(text: str) -> str:
    """Where a cell is text by itself: only what would be taken for marked is marked."""
    return f"'{text}" if is_marked(text) else text


def original(text: str) -> str:
    """What the text was before `harmless`."""
    return text[1:] if is_marked(text) else text


def is_marked(text: str) -> bool:
    return text[:1] == "'" and text[1:].startswith((*DANGEROUS, "'"))
