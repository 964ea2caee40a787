"""Descriptions are HTML with a small vocabulary; channels get them as plain text."""

import re
from html import escape
from html.parser import HTMLParser

import nh3

TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "strong", "em", "b", "i", "a"}
ATTRIBUTES = {"a": {"href"}}
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
SCHEMES = {"http", "https", "mailto", "tel"}

#: One paragraph without anything in it, as most short descriptions are.
PARAGRAPH = re.compile(r"<p>([^<&]*)</p>")

#: What leaves an empty line in plain text, before and behind.
BLOCKS = {"p", "h3", "h4", "ul", "ol"}


def clean(text: str) -> str:
    """Keep what is harmless. Text without any tag gets its paragraphs marked up."""
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()
    html = text if TAG.search(text) else paragraphs(text)
    kept = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES
    ).strip()
    return kept if TAG.search(kept) or not kept else f"<p>{kept}</p>"


def paragraphs(text: str) -> str:
    blocks = re.split(r"\r?\n\s*\n", text)
    return "\n".join(
        f"<p>{'<br>'.join(escape(block.strip(), quote=False).splitlines())}</p>"
        for block in blocks
        if block.strip()
    )


class Reader(HTMLParser):
    """Collects the words of a cleaned description, with its line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.words.append({"br": "\n", "li": "\n- "}.get(tag, ""))
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.words.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.words.append(re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """Say the same without markup: lists as dashes, paragraphs an empty line apart."""
    if alone := PARAGRAPH.fullmatch(html):
        return " ".join(alone[1].split())
    reader = Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    text = "\n".join(line for line in lines if line != "-")
    return re.sub(r"\n{3,}", "\n\n", text).strip()
