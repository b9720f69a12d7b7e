"""A run: one message an address, each thing once, nothing lost, whatever is killed, refused or damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib.notices import run, state
from lib.notices.service import Sent
from lib.sources.config import ROOT
from tests.build import register
from tests.notices.world import PEOPLE, Services, at, case, one, settings

LATE = {"detected": "09:00", "sent": "09:10"}


class Killed(BaseException):
    """The process ended here."""


def test_a_first_run_tells_what_is_open_in_one_message(tmp_path: Path) -> None:
    services = Services()
    found = register(
        case(**LATE),
        case(case=2, detected="20.11.2026 09:00", sent="20.11.2026 09:10", posted="20.11.2026 16:00"),
        case(case=3, detected="11:00"),
    )
    told = run.tell(found, at("11:20"), settings(tmp_path, url="https://x.local/app"), services)
    assert told.taken == 3
    assert [name for name, _ in services.took] == ["curator", "deputy", "executor"]
    (text,) = services.to("executor")
    assert "№ 1. Дороги · Вистино" in text
    assert "Сообщение направлено вам: подготовьте проект ответа (п. 11)." in text
    assert "срок — сегодня в 10:10, просрочено на 1 раб. ч 10 мин." in text
    assert "https://x.local/app/case?n=1" in text
    assert "№ 2" not in text
    assert "Слова сообщения" not in str(services.took)
    assert run.tell(found, at("11:20"), settings(tmp_path), services).taken == 0


def test_the_messages_words_go_only_where_they_are_asked_for(tmp_path: Path) -> None:
    services = Services()
    run.tell(one(**LATE), at("11:20"), settings(tmp_path, texts=True), services)
    assert "Сообщение: «Слова сообщения»" in services.to("executor")[0]


def test_no_text_of_the_register_is_markup_a_call_or_a_link(tmp_path: Path) -> None:
    services = Services()
    bad = "[все](http://evil.example) @all <b> `x` *y*"
    run.tell(one(**LATE, topic=bad, text=bad), at("11:20"), settings(tmp_path, texts=True), services)
    for sign in ("[", "@", "<", "`", "*", "http://"):
        assert sign not in "".join(text for _, text in services.took)


def test_out_of_hours_all_waits_for_the_opening(tmp_path: Path) -> None:
    services = Services()
    quiet = settings(tmp_path)
    kept = one(detected="17:30", sent="17:40")
    done = one(detected="17:30", sent="17:40", drafted="18:30")
    assert run.tell(kept, at("20:00"), quiet, services).taken == 0
    run.tell(done, at("2026-11-24T09:00"), quiet, services)
    assert services.to("executor") == []  # no longer true
    run.tell(kept, at("2026-11-24T09:00"), quiet, services)
    assert len(services.to("executor")) == 1
    loud = settings(tmp_path, state="other.sqlite", quiet={"outside": True})
    assert run.tell(kept, at("20:00"), loud, services).taken == 3  # the executor, and the digest of the day


def test_high_importance_goes_at_once_by_the_clock(tmp_path: Path) -> None:
    services = Services()
    norms = [{"step": "Доклад главе", "limit": 15, "unit": "мин"}]
    found = register(case(detected="20:00", importance="Повышенная"), norms=norms)
    run.tell(found, at("20:01"), settings(tmp_path), services)
    assert sorted(name for name, _ in services.took) == ["curator", "head"]


def test_one_address_of_two_roles_is_told_once(tmp_path: Path) -> None:
    services = Services()
    people = {**PEOPLE, "куратор": ["json://executor", "json://second"]}
    run.tell(one(**LATE), at("11:20"), settings(tmp_path, people), services)
    assert services.to("executor")[0].count("Шаг «Проект ответа» (п. 11) не выполнен") == 1
    assert len(services.to("executor")) == len(services.to("second")) == 1


def test_who_refuses_is_asked_again_and_nobody_waits(tmp_path: Path) -> None:
    services = Services()
    services.refusing = {"curator"}
    told = run.tell(one(**LATE), at("11:20"), settings(tmp_path), services)
    assert told.failed == (
        "Не доставлено (куратор): сервис просит писать реже (429). Будет отправлено при следующем запуске.",
    )
    assert services.to("executor")
    services.refusing = set()
    assert run.tell(one(**LATE), at("11:21"), settings(tmp_path), services).taken == 1
    assert len(services.to("curator")) == 1


@pytest.mark.parametrize("killed", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
def test_a_kill_loses_nothing_and_doubles_at_most_one(tmp_path: Path, killed: str, number: int) -> None:
    """Ended at each message in turn, before the service took it and after that, before it was written."""
    services = Services()
    found = register(case(**LATE), case(case=2, detected="10:00", importance="Повышенная"))
    calls = iter(range(100))

    def deliver(address: str, title: str, body: str) -> Sent:
        here = next(calls) == number
        if here and killed == "before":
            raise Killed
        sent = services(address, title, body)
        if here:
            raise Killed
        return sent

    with pytest.raises(Killed):
        run.tell(found, at("11:20"), settings(tmp_path), deliver)
    run.tell(found, at("11:20"), settings(tmp_path), services)
    counts = [len(services.to(name)) for name in ("curator", "deputy", "head", "executor")]
    assert min(counts) == 1
    assert sum(counts) == 4 + (killed == "after")


def test_a_real_kill_leaves_the_file_whole(tmp_path: Path) -> None:
    """The process ends between the service's answer and the writing; nothing of it is half written."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom lib.notices import run\n"
        "from tests.notices.world import at, one, settings\n"
        "run.tell(one(detected='09:00', sent='09:10'), at('11:20'), settings(Path(sys.argv[1])),"
        " lambda *_: os._exit(9))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    services = Services()
    told = run.tell(one(**LATE), at("11:20"), settings(tmp_path), services)
    assert (told.taken, told.notes) == (3, ())


def test_each_is_told_once_over_a_whole_day(tmp_path: Path) -> None:
    """Half-hourly through a day and a night, with services that refuse: each thing once to each."""
    services = Services()
    day = settings(tmp_path)
    found = register(
        case(**LATE),
        case(case=2, detected="10:00", importance="Повышенная", drafted="11:00", escalated="11:10"),
        case(case=3, detected="15:00", sent="15:20", drafted="15:50"),
    )  # fmt: skip
    now = at("09:00")
    while now < at("2026-11-24T12:00"):
        services.refusing = {"curator"} if now.minute == 30 else set()
        run.tell(found, now, day, services)
        now += timedelta(minutes=30)
    sentences = [
        (name, block.splitlines()[0], line.partition(":")[0].partition(" Срок")[0])
        for name, text in services.took
        for block in text.partition("\n")[2].split("\n\n")
        if block.startswith("№ ")
        for line in block.splitlines()[1:]
    ]
    assert len(sentences) == len(set(sentences))
    assert any(line.startswith("Шаг «Ответ» (п. 9) не выполнен") for _, _, line in sentences)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_state_is_put_aside(tmp_path: Path, content: bytes) -> None:
    services = Services()
    place = tmp_path / "notified.sqlite"
    place.write_bytes(content)
    found = register(
        case(detected="20.11.2026 09:00", sent="20.11.2026 09:10"),
        case(case=2, detected="10:00", sent="10:10"),
    )
    ready, notes = run.preview(found, at("10:20"), settings(tmp_path))
    assert place.read_bytes() == content
    assert ready
    assert "не читается" in notes[0]
    told = run.tell(found, at("10:20"), settings(tmp_path), services)
    (aside,) = tmp_path.glob("notified.sqlite.damaged-*")
    assert aside.read_bytes() == content
    assert str(aside) in told.notes[0]
    (text,) = services.to("executor")
    assert "№ 2." in text
    assert "№ 1." not in text  # it opened before today: it counts as told
    again = run.tell(found, at("10:21"), settings(tmp_path), services)
    assert (again.taken, again.notes) == (0, ())


def test_another_database_is_not_ours(tmp_path: Path) -> None:
    place = tmp_path / "notified.sqlite"
    with sqlite3.connect(place) as file:
        file.execute("CREATE TABLE told (x)")
    told = run.tell(one(**LATE), at("11:20"), settings(tmp_path), Services())
    assert told.notes


def test_two_runs_at_once_do_not_double(tmp_path: Path) -> None:
    place = tmp_path / "notified.sqlite"
    with (
        state.held(place, datetime.now()),
        pytest.raises(state.Busy, match="другой запуск"),
        state.held(place, datetime.now(), wait=0.05),
    ):
        pass


def test_where_the_state_cannot_stand_nobody_is_told(tmp_path: Path) -> None:
    services = Services()
    with pytest.raises(state.StateError, match="не открывается"):
        run.tell(one(**LATE), at("11:20"), settings(tmp_path, state="нет/такой.sqlite"), services)
    assert services.took == []


def test_the_state_holds_no_address(tmp_path: Path) -> None:
    run.tell(one(**LATE), at("11:20"), settings(tmp_path), Services())
    assert b"json://" not in (tmp_path / "notified.sqlite").read_bytes()


def test_two_cases_of_one_number_are_two(tmp_path: Path) -> None:
    services = Services()
    found: Any = register(case(**LATE), case(**LATE))
    run.tell(found, at("11:20"), settings(tmp_path), services)
    assert services.to("executor")[0].count("Сообщение направлено вам") == 2
