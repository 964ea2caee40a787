"""Policies as pages: plain text with headings and points becomes safe HTML."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


def render_prose(text: str) -> SafeString:
    """Turn `# heading`, `- point` and paragraphs into HTML; all else is escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return format_html_join("\n", "{}", ((render_block(block),) for block in blocks))


def render_block(block: str) -> SafeString:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if not lines:
        return SafeString("")
    if lines[0].startswith("# "):
        heading = format_html("<h2>{}</h2>", lines[0][2:])
        rest = render_block("\n".join(lines[1:]))
        return format_html("{}\n{}", heading, rest)
    if all(line.startswith("- ") for line in lines):
        points = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        return format_html("<ul>{}</ul>", points)
    broken = format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))
    return format_html("<p>{}</p>", conditional_escape(broken))
