"""One who looks at pages, and writes down whatever is wrong with them."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Cookie, Page, Response

from tests.browser._axe import PHONE, problems
from tests.browser._pages import Shown


@dataclass
class Notes:
    pages: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: The pages as they came, for those who check markup.
    sources: dict[str, bytes] = field(default_factory=dict)


class Visitor:
    def __init__(
        self, page: Page, notes: Notes, language: str, *, staff: bool = False
    ) -> None:
        self.page, self.notes, self.language = page, notes, language
        self.place = "admin" if staff else "shop"
        self.newest: Response | None = None
        page.on("console", self.listen)
        page.on("response", self.keep)

    def listen(self, said: ConsoleMessage) -> None:
        if "Content Security" in said.text:
            self.notes.wrong.append(f"{self.page.url}: {said.text}")

    def keep(self, response: Response) -> None:
        of_page = response.request.is_navigation_request()
        if of_page and response.frame == self.page.main_frame:
            self.newest = response

    def look(self, shown: Shown) -> None:
        print(shown.path or shown.name, flush=True)
        self.notes.pages.append(f"{shown.name} {self.language}")
        self.notes.wrong += [
            f"{self.language} {problem}"
            for problem in problems(self.page, shown, self.language)
        ]
        self.read(shown)

    def read(self, shown: Shown) -> None:
        if self.newest:
            name = f"{self.place} {self.language} {shown.name}"
            self.notes.sources[name] = self.newest.body()


def visitor(
    chromium: Browser,
    address: str,
    notes: Notes,
    language: str,
    *,
    cookies: list[Cookie] | None = None,
    staff: bool = False,
) -> Visitor:
    context = chromium.new_context(base_url=address, viewport=PHONE, locale=language)
    context.set_default_timeout(20_000)
    context.add_cookies(cookies or [])
    return Visitor(context.new_page(), notes, language, staff=staff)
