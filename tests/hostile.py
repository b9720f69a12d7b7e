"""A register in which every cell that holds text is an attack; each bears a mark to find it by."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib.sources.tabs import Tab, Tabs
from tests.build import tabs

MARK = "злой"  # in every attack, lower case: nothing of our own says it
OUTSIDE = "outside.example"  # no such host
OWN = {page.stem for page in (Path(__file__).parent.parent / "pages").glob("*.py")}  # the app's own addresses

ATTACKS = {
    "script": f"{MARK}<script>window.attacked=1;alert(1)</script>",
    "picture": f'{MARK}"><img src="https://{OUTSIDE}/a.png" onerror="window.attacked=1">',
    "vector": f"{MARK}'/><svg/onload=window.attacked=1><iframe srcdoc='<script>alert(1)</script>'>",
    "comment": f"{MARK}--><style>@import 'https://{OUTSIDE}/a.css';</style><!--]]>",
    "entity": f"{MARK}&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#62;",
    "markdown link": f"[{MARK}](https://{OUTSIDE}/a) <https://{OUTSIDE}/b>",
    "markdown script": f"[{MARK}](javascript:window.attacked=1)",
    "markdown picture": f"![{MARK}](https://{OUTSIDE}/a.png) :material/delete: :red[x] $x^2$ `{MARK}`",
    "javascript": f"javascript:window.attacked=1//{MARK}",
    "capital javascript": f" \tJaVaScRiPt:window.attacked=1//{MARK}",
    "data": f"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==#{MARK}",
    "formula": f'=HYPERLINK("https://{OUTSIDE}/a";"{MARK}")',
    "command": f"+cmd|' /C calc'!A0 {MARK}",
    "minus": f"-2+3+cmd {MARK}",
    "at": f"@SUM(1+1) {MARK}",
    "tab": f"\t=1+1 {MARK}",
    "return": f"\r=1+1 {MARK}",
    "field": f'{{ HYPERLINK "https://{OUTSIDE}" }} &P &"Arial,Bold" {MARK}',
    "direction": f"{MARK}\u202egpj.exe\u202c\u2066\u061c",
    "width": f"{MARK}\u200b\u200d\u2060\ufeff\u180e",
    "control": f"{MARK}\x00\x07\x0b\x1b[31m\x7f\x85\x9f",
    "no character": f"{MARK}\ufffe\uffff\ufff9\U000e0041",
    "half": f"{MARK}\ud800\udfff",
    "escaped in xml": f"{MARK}_x0000__x001B_",
    "long": MARK + "Ы" * 50_000,
}
WRITTEN = (
    "text",
    "topic",
    "location",
    "network",
    "executor",
    "note",
    "author",
    "url",
    "answer_url",
    "outcome",
)
SETTINGS = ("Организация", "curator", "deputy", "Глава", "Официальные аккаунты")
DAYS = ("20.11.2026 09:05", "23.11.2026 09:05", "23.11.2026 11:55")


def rows(attacks: dict[str, str]) -> list[dict[str, Any]]:
    """For each attack: a case that is late, one of high importance, one answered for a time, one excluded."""
    found = []
    for attack in attacks.values():
        base: dict[str, Any] = {
            **dict.fromkeys(WRITTEN, attack),
            "detected": DAYS[1],
            "sent": "23.11.2026 09:10",
        }
        found += [
            {**base, "case": f"{attack[:200]}1", "repeat_of": attack, "kind": attack, "mark": attack},
            {
                **base, "case": f"{attack[:200]}2", "importance": "Повышенная", "executor2": attack,
                "drafted": "23.11.2026 10:00", "escalated": "23.11.2026 10:10", "limit_hours": attack,
            },
            {
                **base, "case": f"{attack[:200]}3", "detected": DAYS[0], "sent": "20.11.2026 09:10",
                "drafted": "20.11.2026 10:00", "kind": "Промежуточный", "approved": "20.11.2026 10:10",
                "posted": "20.11.2026 10:20", "sent_back": attack, "repeat_of": f"{attack[:200]}1",
            },
            {**base, "case": f"{attack[:200]}4", "excluded": attack, "media": attack},
            {
                **base, "case": f"{attack[:200]}5", "detected": "20.10.2026 09:05",
                "sent": "20.10.2026 12:10", "drafted": "20.10.2026 16:00", "approved": "20.10.2026 17:10",
                "posted": "21.10.2026 10:20",
            },
        ]  # fmt: skip
    return found


def register(attacks: dict[str, str] = ATTACKS, setting: str | None = None) -> Tabs:
    """`setting`: the attack in «Настройки»; by default each parameter bears one of its own."""
    spread = cycle(attacks.values())
    everywhere = next(iter(attacks.values()))
    journal = [
        {"case": f"{attack[:200]}1", "time": "23.11.2026 10:30", "event": "Направлено", "executor": attack,
         "note": attack}
        for attack in attacks.values()
    ]  # fmt: skip
    journal += [
        {"case": attack, "time": attack, "event": attack, "kind": attack} for attack in attacks.values()
    ]
    found = tabs(
        *rows(attacks),
        journal=journal,
        settings={name: setting or next(spread) for name in (*SETTINGS, f"Параметр {everywhere}")},
        norms=[{"step": attack, "limit": attack, "unit": attack} for attack in attacks.values()],
        calendar=[{"date": attack, "kind": attack, "hours": attack} for attack in attacks.values()],
        lists=[{"topic": "Дороги", "topic_group": attack, "location": attack} for attack in attacks.values()],
    )
    return replace(found, title=everywhere, tabs=(*found.tabs, Tab(everywhere, ([MARK, everywhere],))))


def carries(text: str) -> bool:
    """Whether anything of an attack is in the text."""
    return MARK in text or OUTSIDE in text or "attacked" in text


class Page(HTMLParser):
    """What of a piece of HTML is alive: its tags, the attributes that could do something, its text."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.live: list[str] = []
        self.text = ""
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            told = value or ""
            acts = name.startswith("on") or name in ("srcdoc", "formaction", "action")
            leads = name in ("src", "href", "xlink:href", "background", "poster") and not harmless(told)
            if acts or leads or (name == "style" and carries(told)):
                self.live.append(f"{tag} {name}={told}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        if carries(data):
            self.live.append(f"comment {data}")


def harmless(address: str) -> bool:
    """An address within the app, or an ordinary one of the register's own link columns."""
    parts = urlsplit(address)
    if not parts.scheme and not parts.netloc:
        return parts.path in ("", "/", *OWN) or not carries(address)
    return parts.scheme in ("http", "https") and parts.netloc != OUTSIDE
