"""«Всплески» and the line on «Сейчас»: Friday's burst on Monday morning, a register too young to judge."""

from __future__ import annotations

import pytest

from tests.app import app, serve, texts
from tests.build import tabs
from tests.figures.test_surges import FRIDAY, burst, rows

pytestmark = pytest.mark.usefixtures("clean")

MONDAY = "2026-11-23T08:30"


def page(name: str = "", **parameters: str) -> str:
    at = app()
    for parameter, value in parameters.items():
        at.query_params[parameter] = value
    at = at.switch_page(f"pages/{name}") if name else at
    at.run()
    assert not at.exception
    return texts(at)


def test_fridays_burst_stands_on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*rows(*({**row, "author": "Фамилия А.А."} for row in FRIDAY))), now=MONDAY)
    assert "Всплески · 1" in page()
    shown = page("signals.py", signal="surges")
    assert (
        "«Снег · Вистино»: за 20 ноября 6 сообщений, обычно меньше одного сообщения за день. Всплеск новый."
        in shown
    )
    assert "Случайно столько набирается реже чем раз в 10 лет. Все сообщения — от одного автора." in shown
    assert "можно было ждать" not in shown
    deputy = page("deputy.py")
    assert "О всплеске сообщений докладывают главе незамедлительно (п. 22). «Снег · Вистино»: за 20" in deputy


def test_a_young_register_says_what_it_cannot_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    storm = burst(20, 14, topic="Деревья", location=None)
    serve(monkeypatch, tabs(*rows(*storm, days=56)), now=MONDAY)
    assert "Похоже на всплеск · 1" in page()
    shown = page("signals.py", signal="surges")
    assert "Данных мало: всплески видны, когда реестр ведётся дольше, чем 63 дня; пока —" in shown
    assert (
        "«Деревья»: за 20 ноября 14 сообщений, "
        "обычно меньше одного сообщения за день. Данных мало: всплеск ли это, судить рано" in shown
    )
