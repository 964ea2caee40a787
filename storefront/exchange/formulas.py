"""Text that no spreadsheet takes for a formula.

https://owasp.org/www-community/attacks/CSV_Injection
"""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Put an apostrophe before it; a text that has one gets another."""
    if text.startswith(DANGEROUS) or is_marked(text):
        return f"'{text}"
    return text


def original(text: str) -> str:
    """What the text was before `harmless`."""
    return text[1:] if is_marked(text) else text


def is_marked(text: str) -> bool:
    return text[:1] == "'" and text[1:].startswith((*DANGEROUS, "'"))
