"""A register on a server under the app: the last good data and their age through a fault, and back again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pandas as pd
import pytest

from lib.sources import config
from lib.sources.config import Access, Config
from lib.sources.config.storage import Storage
from lib.web.shell import store
from tests.app import app, listed, texts
from tests.build import NOW
from tests.sources.test_sheets import Clock
from tests.storage_server import Said, StorageServer, answer

ROWS = [
    ["№", "Выявлено", "Тема", "Локация", "Направлено", "Размещено"],
    [1, "23.11.2026 09:05", "Дороги", "Вистино"],
    [2, "23.11.2026 09:10", "Дороги", "Вистино"],
]


def book(*rows: list[object]) -> bytes:
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "Реестр"
    for row in (*ROWS, *rows):
        made.active.append(row)
    made.save(file)
    return file.getvalue()


@pytest.fixture
def server() -> Iterator[StorageServer]:
    with StorageServer(answer(book(), ETag='"1"')) as running:
        yield running
    store.forget_all()


def test_a_session_outlives_a_fault_of_the_storage(
    server: StorageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    address = f"{server.address}/Реестр.xlsx"
    settings = Config(files=(address,), storage=Storage("otklik", "secret"), access=Access("platform"))
    store.forget_all()
    monkeypatch.setattr(config, "load", lambda: settings)
    monkeypatch.setattr(store, "present", lambda _: pd.Timestamp(NOW))
    feed = store.served(settings).feed
    feed._clock, feed._due, feed._spawn = clock, clock.now, lambda work: work()
    at = app().run()
    assert sorted(listed(at)) == ["1", "2"]
    server.respond = Said(503)
    for _ in range(3):
        clock.now += 31
        at.run()
        assert not at.exception
    assert sorted(listed(at)) == ["1", "2"]
    assert "В хранилище сбой (ошибка 503)." in texts(at)
    assert address not in texts(at)
    server.respond = answer(book([3, "23.11.2026 09:15", "Дороги", "Вистино"]), ETag='"2"')
    clock.now += 31
    at.run()
    assert sorted(listed(at)) == ["1", "2", "3"]
    assert "сбой" not in texts(at)
