"""The district's documents: the table of the contract, native charts, a page that asks nobody."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

import openpyxl
import pytest

from lib.district import content, document
from lib.district.summary import Summary, unreadable
from lib.district.table import COLUMNS
from lib.figures.chance.limits import Side, funnel, wilson
from lib.sources.config import Config
from lib.sources.config.district import District, Member

NOW = datetime(2026, 11, 18, 12, 0)
MONTH = "2026-10"


def counted(met: int, late: int, **more: int) -> Summary:
    duties = {("answer", False, "met"): met, ("answer", False, "late"): late, ("draft", False, "met"): 1}
    return Summary(
        MONTH,
        1,
        numbers={"cases": met + late, "answered": met + late, **more},
        kept={"answer": 1, "draft": 1},
        duties=duties,
        messages={("2026-10-05", "Дороги", False): met, ("2026-10-06", "<b>Вода</b>", True): late},
        answers={(False, 100): met, (False, 120): late},
        surging={"Дороги": 1},
        prints=("00000000-0000-0000",),
    )


NAMES = ["Поселение 1", "=1+1", "<i>Поселение 3</i>"]
SUMMARIES = [counted(190, 10), counted(60, 40), unreadable(MONTH, "Файл не найден.")]
DISTRICT = District("Район", tuple(Member(name, Config()) for name in NAMES))


def test_the_workbook_holds_the_table_and_native_charts() -> None:
    data = document.as_xlsx(DISTRICT, SUMMARIES, NOW)
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [[cell.value for cell in row] for row in book["Поселения"].iter_rows()]
    head = next(row for row in cells if row[0] == COLUMNS["name"])
    assert head == list(COLUMNS.values())
    named = {row[0]: row for row in cells}
    assert named["Поселение 1"][4] == 190
    assert named["=1+1"][0] == "=1+1"
    assert book["Поселения"]["A1"].data_type == "s"
    assert named["<i>Поселение 3</i>"][1] == "Файл не найден."
    assert named["Всего"][4] == 250
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == 2
    assert "<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet2.xml").decode()


def test_shares_of_the_table_are_told_of_their_counts_as_everywhere() -> None:
    """Rounded once, of fewer than thirty to whole per cent, and never all where one is missing."""
    counts = [(13, 3), (1018, 235), (9999, 1), (45, 5)]  # 1018 of 1253 are 81.245 %
    told = content.table([str(each) for each in counts], [counted(*each) for each in counts])
    place = list(COLUMNS).index("timeliness")
    shown = [row[place].shown.replace("\u00a0", " ") for row in told.rows]
    assert shown == ["81 %", "81,2 %", "99,99 %", "90 %", "97,8 %"]
    assert [row[place].value for row in told.rows][:2] == [
        0.8125,
        0.8125,
    ]  # four decimals, as commands.md says


def test_a_share_of_the_workbook_is_not_rounded_twice() -> None:
    """25 of 31 are 80,645 %: the sheet holds 0,8065 and shows it, not the 80,7 % that it would round to."""
    data = document.as_xlsx(DISTRICT, [counted(25, 6), *SUMMARIES[1:]], NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Поселения"]
    own = next(row for row in sheet.iter_rows() if row[0].value == "Поселение 1")
    cell = own[list(COLUMNS).index("timeliness")]
    assert (cell.value, cell.number_format) == (0.8065, "0.00%")


def test_equal_data_give_equal_bytes() -> None:
    assert document.as_xlsx(DISTRICT, SUMMARIES, NOW) == document.as_xlsx(DISTRICT, SUMMARIES, NOW)
    assert document.as_html(DISTRICT, SUMMARIES, NOW) == document.as_html(DISTRICT, SUMMARIES, NOW)


def test_the_page_asks_nobody_and_escapes_names() -> None:
    page = document.as_html(DISTRICT, SUMMARIES, NOW).decode()
    body = re.sub(r"(?s)<script.*?</script>", "", page)
    assert "<i>Поселение 3</i>" not in body
    assert "&lt;i&gt;Поселение 3&lt;/i&gt;" in body
    assert "default-src &#x27;none&#x27;" in page
    assert not re.search(r"<(?:link|img|iframe)\b", body)


def test_findings_are_whole_sentences_with_their_numbers() -> None:
    told = [text.replace("\u00a0", " ") for text in content.findings(MONTH, NAMES, SUMMARIES)]
    assert told[0] == "Прочитано 2 реестра из 3."
    assert told[1] == "Не прочитаны: «<i>Поселение 3</i>»; причины указаны в таблице."
    assert told[2] == "В октябре 2026 года выявлено 300 сообщений."
    assert told[3] == "Ответы на обычные сообщения размещены в срок: 250 из 300 (83,3 %)."
    assert "Доля ответов в срок ниже, чем бывает случайно: «=1+1»." in told
    assert "Сообщений на тему «Дороги» необычно много сразу в 2 поселениях." in told
    assert all(sentence.endswith(".") for sentence in told)


def test_an_empty_month_is_told_and_drawn() -> None:
    empty = Summary(MONTH, 1, numbers={"cases": 0}, kept={"answer": 1}, prints=("00000000-0000-0000",))
    parts = content.sections(MONTH, ["Поселение 1"], [empty])
    assert "выявлено 0 сообщений" in " ".join(parts[0].sentences).replace("\u00a0", " ")
    assert document.as_html(District("Район", (Member("Поселение 1", Config()),)), [empty], NOW)


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [
        (2, 11, 0.051, 0.477),
        (8, 10, 0.490, 0.943),
        (9, 10, 0.596, 0.982),
        (34, 39, 0.733, 0.944),
        (0, 0, 0, 1),
    ],
)
def test_wilsons_interval(good: int, of: int, low: float, high: float) -> None:
    assert wilson(good, of) == pytest.approx((low, high), abs=0.001)


def test_a_funnel_names_only_who_is_outside_chance() -> None:
    assert funnel([(129, 218), (40, 68), (400, 600)]) == [Side.WITHIN, Side.WITHIN, Side.WITHIN]
    assert funnel([(53, 100), (650, 1000)]) == [Side.BELOW, Side.WITHIN]
    assert funnel([(45, 100), (650, 1000)]) == [Side.FAR_BELOW, Side.WITHIN]
    assert funnel([(0, 29), (700, 1000), (70, 100)]) == [None, Side.WITHIN, Side.WITHIN]
    assert funnel([(0, 29), (700, 1000)]) == [None, None]  # with whom?
    assert funnel([]) == []


@pytest.mark.parametrize(
    ("of", "verdicts", "told"),
    [
        ((40, 8, 9), ["—"] * 3, None),  # the one of 40 would be held against itself
        (
            (40, 30, 9),
            ["в обычных пределах", "в обычных пределах", "—"],
            "Доли ответов в срок по поселениям, у которых 30 случаев и больше, различаются не больше, чем"
            " бывает случайно.",
        ),
    ],
)
def test_no_settlement_is_told_to_be_usual_that_nobody_compared(
    of: tuple[int, ...], verdicts: list[str], told: str | None
) -> None:
    some = [counted(many - 4, 4) for many in of]
    names = ("А", "Б", "В")
    assert [row[4].shown for row in content.limits(names, some).rows] == verdicts
    shares = [said for said in content.findings(MONTH, names, some) if "случайно" in said]
    assert [said.replace("\u00a0", " ") for said in shares] == ([told] if told else [])


def test_heads_of_the_wide_table_stand_upright() -> None:
    """Twenty-three of them do not go side by side; those of texts lie, and so do a narrow table's."""
    page = document.as_html(DISTRICT, SUMMARIES, NOW).decode()
    assert page.count('<th scope="col" class=up>') == len(COLUMNS) - 2
    assert '<th scope="col">Поселение</th>' in page
