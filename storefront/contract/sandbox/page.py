"""The page for people: what the platform holds now, its switches, the last calls."""

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from storefront.contract.data import Text
from storefront.contract.sandbox.log import latest
from storefront.contract.sandbox.platform import Sandbox, Shown
from storefront.contract.sandbox.requests import Reply, Request
from storefront.contract.sandbox.switches import Kind, Switch, Value

HERE = Path(__file__).parent
PER_PAGE = 24
CALLS = 12

WORDS = {
    "holds": Text(vi="Nền tảng đang giữ", en="The platform now holds"),
    "switches": Text(vi="Công tắc", en="Switches"),
    "facts": Text(
        vi="Điều chưa biết về nền tảng thật", en="Not known of the real platform"
    ),
    "calls": Text(vi="Các lần gọi gần nhất", en="Latest calls"),
    "intro": Text(
        vi="Đây là nền tảng giả, chạy trên máy này. Không có gì ra ngoài.",
        en="This is a make-believe platform on this machine. Nothing leaves it.",
    ),
    "nothing": Text(vi="Chưa có gì ở đây.", en="There is nothing here yet."),
    "search": Text(vi="Tìm", en="Search"),
    "reset": Text(vi="Xoá sạch", en="Forget everything"),
    "refresh": Text(vi="Tải lại", en="Refresh"),
    "set": Text(vi="Đặt", en="Set"),
    "on": Text(vi="bật", en="on"),
    "off": Text(vi="tắt", en="off"),
    "earlier": Text(vi="← Trước", en="← Back"),
    "later": Text(vi="Sau →", en="Next →"),
    "received": Text(vi="Nhận lúc", en="Received"),
    "took": Text(vi="Thời gian", en="Took"),
    "answer": Text(vi="Trả lời", en="Answer"),
    "call": Text(vi="Lời gọi", en="Call"),
    "waiting": Text(vi="chưa trả lời", en="no answer"),
    "seeded_title": Text(vi="Để kết nối", en="To connect"),
}


def language_of(request: Request) -> str:
    asked = request.query.get("lang") or request.headers.get("Accept-Language")
    return "en" if str(asked).lower().startswith("en") else "vi"


def style(_sandbox: Sandbox, _request: Request) -> Reply:
    return Reply(body=(HERE / "page.css").read_bytes(), content_type="text/css")


def show(sandbox: Sandbox, request: Request) -> Reply:
    return Reply.html(Page(sandbox, request).render())


class Page:
    def __init__(self, sandbox: Sandbox, request: Request) -> None:
        self.sandbox = sandbox
        self.language = language_of(request)
        self.words = request.query.get("q", "")
        start = request.query.get("from", "0")
        self.offset = int(start) if start.isdigit() else 0

    def render(self) -> str:
        words = {name: escape(self.say(text)) for name, text in WORDS.items()}
        return Template((HERE / "page.html").read_text()).substitute(
            words,
            language=self.language,
            other="vi" if self.language == "en" else "en",
            name=escape(self.sandbox.name),
            tallies=self.tallies(),
            faults=self.switch_rows(facts=False),
            unknowns=self.switch_rows(facts=True),
            seeded=self.seeded(),
            items=self.items(),
            latest=self.latest(),
            typed=escape(self.words),
        )

    def say(self, text: Text) -> str:
        return text.en if self.language == "en" else text.vi

    def word(self, name: str) -> str:
        return escape(self.say(WORDS[name]))

    def tallies(self) -> str:
        return "".join(
            f"<div><dt>{escape(self.say(label))}</dt><dd>{escape(figure)}</dd></div>"
            for label, figure in self.sandbox.tallies()
        )

    def seeded(self) -> str:
        return "".join(
            f"<div><dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd></div>"
            for name, value in self.sandbox.seeded.items()
        )

    # Switches

    def switch_rows(self, *, facts: bool) -> str:
        switches = [s for s in self.sandbox.every_switch.values() if s.fact is facts]
        return "".join(self.switch_row(s, self.sandbox.value(s.name)) for s in switches)

    def switch_row(self, switch: Switch, value: Value) -> str:
        changed = " class=changed" if value != switch.default else ""
        control = {
            Kind.FLAG: self.flag,
            Kind.NUMBER: self.number,
            Kind.CHOICE: self.choice,
        }[switch.kind]
        return (
            f"<form method=post action='/_sandbox/switch?lang={self.language}'"
            f"{changed}><input type=hidden name=name value='{switch.name}'>"
            f"<span>{escape(self.say(switch.label))}</span>"
            f"<div>{control(switch, value)}</div></form>"
        )

    def flag(self, _switch: Switch, value: Value) -> str:
        return "".join(
            self.button(number, self.word(word), pressed=bool(value) == (word == "on"))
            for number, word in (("0", "off"), ("1", "on"))
        )

    def choice(self, switch: Switch, value: Value) -> str:
        return "".join(
            self.button(
                choice, self.choice_word(switch, choice), pressed=choice == value
            )
            for choice in switch.choices
        )

    def choice_word(self, switch: Switch, choice: str) -> str:
        text = switch.words.get(choice) or WORDS.get(choice)
        return escape(self.say(text) if text else choice)

    def number(self, switch: Switch, value: Value) -> str:
        label = escape(self.say(switch.label))
        return (
            f"<input type=number name=value min=0 value='{value}' aria-label='{label}'>"
            f"<button>{self.word('set')}</button>{self.suggestion(switch, value)}"
        )

    def suggestion(self, switch: Switch, value: Value) -> str:
        """A button that saves the typing, there and back."""
        if not switch.suggested:
            return ""
        number = switch.default if value == switch.suggested else switch.suggested
        return self.button(str(number), str(number), pressed=False)

    def button(self, value: str, word: str, *, pressed: bool) -> str:
        state = "true" if pressed else "false"
        return (
            f"<button name=value value='{escape(value)}' aria-pressed={state}>"
            f"{word}</button>"
        )

    # What it holds

    def items(self) -> str:
        shown = self.sandbox.shown(
            words=self.words, offset=self.offset, limit=PER_PAGE + 1
        )
        if not shown:
            return f"<p class=nothing>{self.word('nothing')}</p>"
        cards = "".join(self.card(item) for item in shown[:PER_PAGE])
        return f"<ul class=items>{cards}</ul>{self.pages(more=len(shown) > PER_PAGE)}"

    def card(self, item: Shown) -> str:
        picture = f"<img src='{escape(item.picture)}' alt='' loading=lazy>"
        details = "".join(f"<li>{escape(detail)}</li>" for detail in item.details)
        before = f"<s>{escape(item.price_before)}</s>" if item.price_before else ""
        alarm = f"<p class=alarm>{escape(item.alarm)}</p>" if item.alarm else ""
        return (
            f"<li>{picture if item.picture else '<div class=blank></div>'}<div>"
            f"<h3>{escape(item.title) or '—'}</h3><code>{escape(item.key)}</code>"
            f"<p class=price>{escape(item.price)} {before}</p>"
            f"<ul>{details}</ul>{alarm}{self.deeds(item)}</div></li>"
        )

    def deeds(self, item: Shown) -> str:
        buttons = "".join(
            f"<form method=post action='/_sandbox/do?lang={self.language}'>"
            f"<input type=hidden name=item value='{escape(deed.item)}'>"
            f"<button name=name value='{escape(deed.name)}'>"
            f"{escape(self.say(deed.label))}</button></form>"
            for deed in item.deeds
        )
        return f"<div class=deeds>{buttons}</div>" if buttons else ""

    def pages(self, *, more: bool) -> str:
        earlier = max(0, self.offset - PER_PAGE)
        links = []
        if self.offset:
            links.append(self.page_link("earlier", earlier))
        if more:
            links.append(self.page_link("later", self.offset + PER_PAGE))
        return f"<nav>{''.join(links)}</nav>"

    def page_link(self, word: str, offset: int) -> str:
        query = urlencode({"lang": self.language, "q": self.words, "from": offset})
        return f"<a href='?{escape(query)}'>{self.word(word)}</a>"

    # What was asked

    def latest(self) -> str:
        return "".join(self.call(entry) for entry in latest(self.sandbox, CALLS))

    def call(self, entry: dict[str, object]) -> str:
        received = float(str(entry["received_at"]))
        moment = datetime.fromtimestamp(received, UTC).astimezone()
        answered = entry["answered_at"]
        took = f"{float(str(answered)) - received:.3f} s" if answered else ""
        answer = str(entry["status"]) if answered else self.word("waiting")
        return (
            f"<tr><td>{moment:%H:%M:%S}</td><td>{entry['method']}"
            f" <code>{escape(str(entry['path'])[:200])}</code></td>"
            f"<td>{took}</td><td>{answer}</td></tr>"
        )
