"""`notify`: what would go, what went, what did not; the exit codes; the watch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.cli import registers
from lib.sources import config
from tests.build import NOW
from tests.cli.told import one_line
from tests.notices.world import Http, http, settings


@pytest.fixture
def there() -> Iterator[Http]:
    with http() as found:
        yield found


@pytest.fixture
def told(there: Http, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    people = {"куратор": [f"json://u:secret@127.0.0.1:{there.port}/token"]}
    monkeypatch.setattr(config, "notices", lambda: settings(tmp_path, people))
    return tmp_path


def test_a_dry_run_shows_and_changes_nothing(run, workbook: Path, told: Path, there: Http) -> None:
    code, out, err = run("notify", workbook, "--now", NOW, "--dry-run")
    assert (code, err) == (0, "")
    assert out.startswith("Кому: куратор\n«Отклик»: ")
    assert list(told.iterdir()) == []
    assert there.asked == []


def test_what_went_goes_once(run, workbook: Path, told: Path, there: Http) -> None:
    assert run("notify", workbook, "--now", NOW) == (0, "", "Отправлено: 1 сообщение.\n")
    assert run("notify", workbook, "--now", NOW) == (0, "", "Отправлено: 0 сообщений.\n")
    assert run("notify", workbook, "--now", NOW, "--dry-run")[1:] == ("", "Сообщать сейчас нечего.\n")
    assert len(there.asked) == 1


def test_what_did_not_is_exit_code_1_and_one_line(run, workbook: Path, told: Path, there: Http) -> None:
    there.status = 429
    code, out, err = run("notify", workbook, "--now", NOW)
    assert (code, out) == (1, "")
    assert one_line(err)
    assert "(куратор): сервис просит писать реже (429)" in err
    assert "secret" not in err
    assert "token" not in err


def test_without_the_section_it_says_so(run, workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.sources.config.secrets.read", lambda _: None)
    code, _, err = run("notify", workbook)
    assert code == 2
    assert one_line(err)
    assert "[notify]" in err


@pytest.mark.parametrize("more", [("--now", NOW), ("--dry-run",)])
def test_a_watch_is_of_the_present(run, workbook: Path, told: Path, more: tuple[str, ...]) -> None:
    code, _, err = run("notify", workbook, "--watch", *more)
    assert code == 2
    assert one_line(err)


def test_a_watch_goes_on_and_reads_only_what_changed(
    run, workbook: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rounds, one with a file that cannot be read; stopped as by Ctrl+C."""
    seen: list[object] = []
    rounds = iter(range(3))

    def pause(_: float) -> None:
        if next(rounds) == 2:
            raise KeyboardInterrupt

    real = registers.Reading.now

    def now(reading: registers.Reading) -> object:
        seen.append(reading.read())
        return real(reading)

    monkeypatch.setattr(registers.Reading, "now", now)
    monkeypatch.setattr("time.sleep", pause)
    code, _, err = run("notify", workbook, "--watch")
    assert code == 0
    assert err.endswith("Уведомления остановлены.\n")
    assert len(seen) == 3
    assert seen[0] is seen[1] is seen[2]
