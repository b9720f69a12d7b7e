"""«Подключить таблицу»: a table that an office keeps, from the file to the whole dashboard on it."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from lib.sources.config import Access, Config, columns
from lib.sources.lines import read_lines
from lib.sources.workbook import read_workbook
from tests.app import app, listed, messages, serve, texts
from tests.build import NOW, tabs

TABLES = Path(__file__).parents[1] / "examples" / "own_tables"
SHARED = tabs({"case": 1, "detected": "23.11.2026 09:05"})
HEAD = ["№ п/п", "Дата поступления", "Тематика", "Ответственный", "Дата ответа"]

pytestmark = pytest.mark.usefixtures("clean")


def opened(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    serve(monkeypatch, SHARED)
    at = app()
    at.default_timeout = 120
    at.switch_page("pages/connect.py").run()
    assert not at.exception
    return at


def brought(monkeypatch: pytest.MonkeyPatch, name: str, data: bytes) -> AppTest:
    """The page after the visitor has chosen this file."""
    at = opened(monkeypatch)
    field = next(field for field in at.file_uploader if field.label.startswith("Таблица в файле"))
    field.set_value((name, data, "application/octet-stream")).run()
    assert not at.exception
    return at


def example(monkeypatch: pytest.MonkeyPatch, name: str) -> AppTest:
    return brought(monkeypatch, name, (TABLES / name).read_bytes())


def book(*rows: list[Any], title: str = "Лист1") -> bytes:
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active.title = title
    for row in rows:
        made.active.append(row)
        for cell in made.active[made.active.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # no formula of a text
    made.save(file)
    return file.getvalue()


def chosen(at: AppTest) -> dict[str, str]:
    """The column of each field that is asked for, and of its time of day."""
    return {box.label: box.value for box in at.selectbox if box.key and box.key.startswith("own_table_")}


def choose(at: AppTest, label: str, column: str) -> AppTest:
    next(box for box in at.selectbox if box.label == label).select(column).run()
    assert not at.exception
    return at


def code(at: AppTest) -> list[str]:
    return [element.value for element in at.code]


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


# --- the open examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["months.xlsx", "date_and_time.xlsx", "two_row_header.xlsx", "form.xlsx"])
def test_what_is_proposed_is_what_is_copied(
    monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    at = example(monkeypatch, name)
    (cells,) = [text for text in code(at) if text.startswith("Поле\tСтолбец\tВремя\tЛист\n")]
    (tmp_path / "lines.tsv").write_text(cells, encoding="utf-8")
    copied = read_lines(tmp_path / "lines.tsv")
    right = set(read_lines(TABLES / f"{name.partition('.')[0]}.columns.tsv"))
    assert {line.field for line in copied} >= {"№", "Выявлено"}
    assert right <= set(copied) | {line for line in right if line.field not in ("Выявлено", "Размещено")}
    (settings,) = [text for text in code(at) if text.startswith("[[columns]]")]
    assert columns.read(tomllib.loads(settings)["columns"]) == copied


def test_three_months_as_one_register(monkeypatch: pytest.MonkeyPatch) -> None:
    at = example(monkeypatch, "months.xlsx")
    assert chosen(at)["Выявлено"] == "Дата поступления"
    told = texts(at)
    assert "Понято 24 из 24 (уверенно)." in told
    assert "«02.09.2026 09:21»" in told
    assert 'tabs = "Сентябрь; Октябрь; Ноябрь"' in code(at)
    assert "Листы реестра\tСентябрь; Октябрь; Ноябрь" in code(at)
    assert "Сентябрь, " in told
    at.multiselect[0].unselect("Сентябрь").run()
    assert not at.exception
    assert 'tabs = "Октябрь; Ноябрь"' in code(at)


def test_date_and_time_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    at = example(monkeypatch, "date_and_time.xlsx")
    fields = chosen(at)
    assert fields["Выявлено"] == "Дата получения обращения"
    assert fields["Время: Выявлено"] == "Время получения обращения"
    choose(at, "Время: Выявлено", "")
    assert "Выявлено\tДата получения обращения\t\t" in "\n".join(code(at))
    assert "Время: Выявлено" in chosen(at)  # where only dates are left the time may be chosen again


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("cp1251", ";")])
def test_a_table_as_text(monkeypatch: pytest.MonkeyPatch, encoding: str, separator: str) -> None:
    rows = list(csv.reader(io.StringIO((TABLES / "tracker.csv").read_bytes().decode("utf-8-sig"))))
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    at = brought(monkeypatch, "tracker.csv", file.getvalue().encode(encoding, "replace"))
    assert chosen(at)["Выявлено"] == "Создано"
    assert "сохраните таблицу книгой .xlsx" in texts(at)
    assert "Листы реестра\tвсе" in code(at)  # whatever the one tab of that workbook is called
    assert 'tabs = "все"' in code(at)


def test_the_whole_dashboard_on_it_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    at = example(monkeypatch, "months.xlsx")
    open_now = texts(at)
    press(at, "Посмотреть на этой таблице")
    assert "Показан ваш файл" in texts(at)
    assert len(listed(at)) > 1
    for page in ("now", "people", "topics", "month", "check"):
        at.switch_page(f"pages/{page}.py").run()
        assert not at.exception
        assert "Показан ваш файл" in texts(at)
    at.switch_page("pages/connect.py").run()  # what was chosen still stands
    assert chosen(at)["Выявлено"] == "Дата поступления"
    assert "Понято 24 из 24" in open_now
    press(at, "Вернуться к реестру")
    at.switch_page("pages/now.py").run()
    assert listed(at) == ["1"]
    assert "Показан ваш файл" not in texts(app().run())


# --- a person's choices ------------------------------------------------------------------------------------


ROWS = [
    HEAD,
    [1, 2, 3, 4, 5],
    [11, "23.11.2026 09:05", "Дороги", "Исполнитель 1", "23.11.2026 10:00"],
    [12, "23.11.2026 10:17", "Вода", "Исполнитель 2", "23.11.2026 11:50"],
    [13, "23.11.2026 11:00", "Вода", "Исполнитель 2", None],
    ["Итого", None, "3 сообщения", None, None],
]


def test_what_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    at = brought(monkeypatch, "свой.xlsx", book(*ROWS))
    told = texts(at)
    assert "<span>Сообщений</span><b>3</b>" in told
    assert "<span>Ответы в срок</span><b>2 из 2</b>" in told
    assert "<span>Просрочено сейчас</span><b>0</b>" in told
    assert "Не сообщения: 2 строки" in told
    assert "Лист1, A2" in told
    assert "Лист1, A6" in told
    assert "23.11.2026 10:17" in told


def test_contradictory_choices_are_told_and_never_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    at = brought(monkeypatch, "свой.xlsx", book(*ROWS))
    choose(at, "Размещено", "Дата поступления")
    assert "Столбец занят другим полем" in texts(at)
    choose(at, "Размещено", "Тематика")
    choose(at, "Тема", "")
    assert "Похоже, это не тот столбец" in texts(at)
    choose(at, "№", "Дата ответа")
    choose(at, "Выявлено", "№ п/п")
    choose(at, "Выявлено", "")
    assert "Выберите столбец для «Выявлено»" in texts(at)
    choose(at, "№", "")
    choose(at, "Выявлено", "Дата поступления")
    assert "строка 3" in texts(at)
    assert "№\t—\t\t" in "\n".join(code(at))


def test_a_field_that_was_not_proposed_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        [*HEAD, "Куда ушло"],
        [1, *ROWS[2][1:], "23.11.2026 09:20"],
        [2, *ROWS[3][1:], "23.11.2026 10:40"],
    ]
    at = brought(monkeypatch, "свой.xlsx", book(*rows))
    assert "Направлено" not in chosen(at)
    next(box for box in at.multiselect if box.label == "Добавить поле").select("sent").run()
    choose(at, "Направлено", "Куда ушло")
    assert "Понято 2 из 2 (выбрано вами)." in texts(at)
    assert "Направлено\tКуда ушло\t\t" in "\n".join(code(at))


def test_no_column_of_a_fields_own_header(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[*HEAD, "Примечание"], *([*row, "x"] for row in ROWS[2:5])]
    at = brought(monkeypatch, "свой.xlsx", book(*rows))
    assert "заголовок уже такой" in texts(at)
    choose(at, "Примечание", "")
    assert "Примечание\t—\t\t" in "\n".join(code(at))


def test_a_table_of_nothing_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    at = brought(
        monkeypatch, "свой.xlsx", book(["Кол", "Ряд"], ["а", "23.11.2026 09:05"], ["б", "23.11.2026 09:06"])
    )
    assert "Выберите лист и столбцы сами" in texts(at)
    choose(at, "№", "Кол")
    choose(at, "Выявлено", "Ряд")
    assert "<span>Сообщений</span><b>2</b>" in texts(at)
    press(at, "Взять другую таблицу")
    assert any(field.label.startswith("Таблица в файле") for field in at.file_uploader)


# --- bad input ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04"),
        ("b.xlsx", b"\xd0\xcf\x11\xe0"),
        ("a.csv", "№;Дата;Суть сообщения\n1;23.11.2026;Не горит фонарь\n".encode("cp866") * 9),
        ("a.csv", b"\x00\x01\x02\xff" * 40),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    at = brought(monkeypatch, name, data)
    assert "Таблица не прочитана." in texts(at)
    (refused,) = [element.value for element in at.text if element.value.startswith("Файл ")]
    assert "\n" not in refused
    assert any(field.label.startswith("Таблица в файле") for field in at.file_uploader)


def test_ragged_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "№ п/п;Дата поступления;Дата ответа;Тематика\n1;23.11.2026 09:05\n"
        "2;23.11.2026 09:06;23.11.2026 10:00;Вода;лишнее\n\n3\n"
    )
    at = brought(monkeypatch, "a.csv", text.encode("cp1251"))
    assert chosen(at)["Выявлено"] == "Дата поступления"
    assert "<span>Сообщений</span><b>2</b>" in texts(at)


EVIL = (
    '=HYPERLINK("https://example.org";"Дата")',
    "**Дата** [x](https://example.org)",
    "<img src=x onerror=alert(1)>",
)


def test_hostile_headers_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["№ п/п", "Дата поступления", *EVIL], [1, "23.11.2026 09:05", "а", "б", "23.11.2026 09:15"]]
    at = brought(monkeypatch, "<b>свой</b>.xlsx", book(*rows, title="<i>Лист_1_"))
    choose(at, "Выявлено", "Дата поступления")
    choose(at, "Размещено", EVIL[2])
    choose(at, "Исполнитель", EVIL[0])
    told = texts(at)
    assert "<img" not in told
    assert "<b>свой" not in told
    assert "сюда не вошла" in told
    (cells,) = [text for text in code(at) if text.startswith("Поле\t")]
    assert "HYPERLINK" not in cells
    for kind, message in messages(at):
        if kind in ("markdown", "info", "warning"):
            assert "example.org" not in str(message)


def test_many_columns_and_long_headers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Столбец {number} " + "х" * 200 for number in range(300)]
    at = brought(monkeypatch, "a.xlsx", book([*HEAD, *names], [*ROWS[2], *names]))
    assert sum(message.ByteSize() for _, message in messages(at)) < 1_500_000
    assert "показаны первые 200" in texts(at)


# --- who may ------------------------------------------------------------------------------------------------


def test_the_configured_table_is_read_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "своя.xlsx"
    path.write_bytes((TABLES / "months.xlsx").read_bytes())
    serve(monkeypatch, SHARED, Config(workbook=path, access=Access("platform")))
    at = press(app().switch_page("pages/connect.py").run(), "Взять таблицу из настроек")
    assert "Понято 24 из 24" in texts(at)
    assert read_workbook(path, (), "своя").others  # nothing was written


def test_the_demonstration_offers_no_configured_table(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, SHARED, Config(demo=True), NOW)
    at = app().switch_page("pages/connect.py").run()
    assert not any(button.label == "Взять таблицу из настроек" for button in at.button)
    assert any(field.label.startswith("Таблица в файле") for field in at.file_uploader)
