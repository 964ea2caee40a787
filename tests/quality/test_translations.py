"""The Vietnamese texts, read from the catalogue, its compiled form and the sources."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
TEXTS = ROOT / "locale" / "vi" / "LC_MESSAGES"
#: What Django leaves in English.
FRAMEWORK = ROOT / "locale" / "framework" / "vi" / "LC_MESSAGES"
MARKING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
#: What xgettext looks for as well.
MARKED_ELSEWHERE = {"gettext_noop", "pgettext", "pgettext_lazy", "npgettext"}
TRANSLATION = "django.utils.translation"
#: A text of a template, as Django writes it for xgettext.
IN_TEMPLATE = re.compile(r"""n?gettext\((u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def catalogue(folder: Path) -> Catalog:
    with (folder / "django.po").open("rb") as file:
        return read_po(file, locale="vi")


def messages(folder: Path = TEXTS) -> list[Message]:
    return [message for message in catalogue(folder) if message.id]


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    text = message.string
    return [text] if isinstance(text, str) else list(text)


def in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        marked = isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKING
        if marked and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def in_template(path: Path) -> Iterator[str]:
    for found in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
        yield ast.literal_eval(found)


def names_given(path: Path) -> Iterator[str]:
    """What a module calls Django's functions that mark a text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION:
            for name in node.names:
                if "gettext" in name.name:
                    yield name.asname or name.name


def used() -> Iterator[str]:
    for folder in ("storefront", "plugins", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix == ".py":
                yield from in_code(path)
            elif path.suffix in {".html", ".txt"}:
                yield from in_template(path)


def test_every_text_has_a_vietnamese_one():
    assert [m.id for m in messages() if m.fuzzy or not all(forms(m))] == []


def test_the_catalogue_knows_every_text_of_code_and_templates():
    known = {source(message) for message in messages()}

    assert sorted(set(used()) - known) == []


def test_a_translation_keeps_its_placeholders():
    def broken(message: Message) -> bool:
        wanted = set(PLACEHOLDER.findall(source(message)))
        return any(set(PLACEHOLDER.findall(form)) != wanted for form in forms(message))

    assert [message.id for message in messages() if broken(message)] == []


def looked_up(compiled: gettext.GNUTranslations, message: Message) -> str:
    """Not every Python finds a text with a plural by `gettext`."""
    if isinstance(message.id, str) and message.context:
        return compiled.pgettext(message.context, message.id)
    if isinstance(message.id, str):
        return compiled.gettext(message.id)
    return compiled.ngettext(*message.id, 1)


@pytest.mark.parametrize("folder", [TEXTS, FRAMEWORK], ids=["ours", "framework"])
def test_the_compiled_catalogue_is_the_written_one(folder):
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert [
        message.id
        for message in messages(folder)
        if looked_up(compiled, message) != forms(message)[0]
    ] == []


@pytest.mark.parametrize("folder", ["storefront", "templates"])
def test_the_search_for_texts_finds_some(folder):
    """Else the test of the catalogue could not fail."""
    read = {"storefront": (in_code, "*.py"), "templates": (in_template, "*.html")}
    reader, pattern = read[folder]

    assert any(text for path in (ROOT / folder).rglob(pattern) for text in reader(path))


def test_no_marking_goes_by_a_name_that_is_not_looked_for():
    modules = [*(ROOT / "storefront").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    names = {name for path in modules for name in names_given(path)}

    assert names <= MARKING | MARKED_ELSEWHERE
