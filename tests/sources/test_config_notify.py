"""`[notify]`: who is told where; a fault says what to mend and never an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib.base.errors import ConfigError
from lib.sources import config
from lib.sources.config import notify
from lib.sources.config.access import Person

ADDRESS = "tgram://topsecret/1"


def read(**section: Any) -> notify.Notify:
    return notify.read(section, Path("/otklik"))


def test_what_is_left_out_has_its_default() -> None:
    found = read()
    assert found.state == Path("/otklik/notified.sqlite")
    assert (found.url, found.texts, found.outside, dict(found.people)) == ("", False, False, {})


def test_all_of_it() -> None:
    found = read(
        url="https://x.example/app",
        texts=True,
        state="a/b.sqlite",
        quiet={"outside": True},
        people={"Куратор": [ADDRESS, ADDRESS], "исполнитель:  И.  И.": "json://h", "head": ["json://g"]},
    )
    assert found.url == "https://x.example/app/"
    assert found.people == {
        Person("curator"): (ADDRESS,),
        Person("executor", "И. И."): ("json://h",),
        Person("head"): ("json://g",),
    }
    assert (found.texts, found.outside, found.state) == (True, True, Path("/otklik/a/b.sqlite"))
    assert "topsecret" not in repr(found)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"adress": 1}, "[notify] неизвестный параметр"),
        ({"quiet": {"inside": True}}, "[notify.quiet] неизвестный параметр"),
        ({"quiet": True}, "[notify.quiet] должен быть разделом"),
        ({"quiet": {"outside": "да"}}, "[notify.quiet] outside"),
        ({"texts": 1}, "[notify] texts"),
        ({"state": ""}, "[notify] state"),
        ({"url": "otklik.example.ru"}, "[notify] url: не адрес"),
        ({"url": "https://u:p@x.ru"}, "[notify] url: не адрес"),
        ({"url": "https://x.ru/?a=1"}, "[notify] url: не адрес"),
        ({"url": "https://[x/"}, "[notify] url: не адрес"),
        ({"people": []}, "[notify.people] должен быть разделом"),
        ({"people": {"читатель": [ADDRESS]}}, "[notify.people]: неизвестная роль"),
        ({"people": {"исполнитель": [ADDRESS]}}, "[notify.people]: неизвестная роль"),
        ({"people": {"куратор": [ADDRESS], "curator": [ADDRESS]}}, "роль указана дважды"),
        ({"people": {"куратор": [ADDRESS, "topsecret"]}}, "2-й адрес: это не адрес сервиса"),
        ({"people": {"куратор": [5]}}, "1-й адрес: это не адрес сервиса"),
        ({"people": {"куратор": ["tgram://topsecret/ВАШ_ЧАТ"]}}, "осталось слово из образца"),
        ({"people": {"куратор": ["mailto://topsecret…"]}}, "осталось слово из образца"),
    ],
)
def test_a_fault_names_the_key_and_no_address(section: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(**section)
    assert told in str(error.value)
    assert "topsecret" not in str(error.value) + error.value.public


def test_notices_read_no_other_section(tmp_path: Path) -> None:
    place = tmp_path / config.PLACE
    place.parent.mkdir()
    place.write_text('register = 5\n[notify.people]\n"куратор" = "json://h"\n', encoding="utf-8")
    assert config.notices(tmp_path).people == {Person("curator"): ("json://h",)}
    place.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"добавьте раздел \[notify\]"):
        config.notices(tmp_path)
