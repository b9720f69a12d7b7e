"""What users read is plain Russian in the regulation's words (CONTRIBUTING.md, «Words»): no banned form."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = [*sorted((ROOT / "lib").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py")), ROOT / "start.py"]
INVENTED = {ROOT / "lib" / "demo" / "texts.py"}  # what citizens write, in their own words
TEXTS = [
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "apps_script").glob("*.gs")),
    *sorted((ROOT / "lib").rglob("assets/*.[cj]s*")),
    ROOT / ".streamlit" / "secrets.example.toml",
    ROOT / "start.bat",
]
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)

# Forms that are not to be seen, each with what to write instead.
BANNED = {
    r"\b[вВ] листе «": "на листе «…»",
    r"\bсогласует\b": "согласовывает",
    r"[чЧ]ей ход": "у кого в работе",
    r"[нН]е успева": "под угрозой",
    r"уже не успеть": "под угрозой: ответ опоздает, если не ускориться",
    r"\bпрошло \{|\bпрошло \d": "просрочено на … раб. ч",
    r"[нН]арушенн\w+ обещани|[оО]бещани\w+ нарушен": "нарушен срок окончательного ответа",
    r"[оО]бещанн?(?:ые|ых|ый)? ответ|[оО]бещано ответ|[оО]бещан окончательный": "ждут окончательного ответа",
    r"вернулось": "написали снова после ответа",
    r"отпечат|Отпечаток с": "контрольный код",  # but for the name that earlier documents bear
    r"\bс (?:выявления|направления|получения|согласования)\b": "с момента …",
    r"не позже": "не позднее; в течение",
    r"в плюс|в минус": "выполнено в срок; опоздало",
    r"[пП]ройдёт само": "обычно связь восстанавливается сама",
    r"[аА]дминистратор программы: ": "администратору программы нужно …",
    r"на полуслове": "соединение прервалось",
    r"не годится": "недопустимое значение",
    r"[мМ]омент не понят|На момент…": "дата и время",
    r"[пП]оказано, как было": "реестр показан по состоянию на …",
    r"[пП]ропало: ": "исчезла 1 строка",
    r"Так и должно быть": "строки удалены намеренно",
    r"по местам": "это не рейтинг",
    r"судить не о чем": "нет ни одного завершённого случая",
    r"только цифры": "тексты сообщений не показываются",
    r"[кК]ак будто": "поэтому сообщение пока не учитывается",
    r"там, где оно молчит": "там, где оно неоднозначно",
    r"Что видно|\bЗвено\b|каждое звено": "что проверено; результат",
    r"Вместо этого": "возможно, имелось в виду",
    r"глава не знает": "о которых не доложено главе",
    r"\bДержал\b|\bТянется\b|\bРазрез\b": "всего времени на его шагах; длится; показать по",
    r"Недоложенн": "без доклада главе",
    r"вернуть не своё|вернул как чужие": "вопрос не в его компетенции",
    r"равный способ|говорит как Google|проверку здоровья": "обычные слова",
    r"дойдут руки|не судят": "когда будет время; выводов не делают, не оценивается",
    r"засчитан по следующему": "время взято по следующему",
    r"[пП]росроч(?:ки|ек)\b|Опоздания —": "выполнено с опозданием; просрочено",
    r"(?:выполнен\w*|[оО]твета нет|не размещён), срок прош|[сС]рок (?:истёк|был )": "просрочено на … раб. ч",
    r"без доклада \{|[сС]рок\w*(?: \w+)? прошёл (?:\{|по |или )": "просрочено на … раб. ч",
    r"открыт только на своём": "открывается только на том компьютере, где работает программа",
    r"Доля опоздания|какая часть в срок": "у кого задержались опоздавшие ответы; своевременность по людям",
    r"[кК]то ведёт таблицу:|[рР]ешает человек": "попросите того, кто ведёт таблицу; решаете вы",
    r"Ознакомлен:|Сохраните —": "с информацией ознакомлен(а); сохраните файл",
    r"Подходит не|так не бывает|сильно заранее": "исправьте одно из двух времён; время в будущем",
    r"Повторных сообщений —|Недостатки в работе \(п\. 20\) —": "целое предложение с глаголом",
    r"Итог указан у|Всего недостатков —|дней без остатка": "итог указан по …; всего N недостатков",
    r"Прошло и осталось|кто-то что-то|Ждут согласования —": "время рабочее; на согласовании",
    r"Насколько можно верить|Заполненное сообщение|ответить — ещё не": "насколько точны показатели",
    r"Кто, что и за сколько|Как писать:|Что бы ни вышло": "обязанности и сроки; использование",
}


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module but its docstrings, those of f-strings joined around their fields."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            told = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values
            )
            yield node.lineno, told
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes | parts:
            yield node.lineno, node.value


def _shown() -> Iterator[tuple[str, str]]:
    """Where each text that a user may read stands, and the text."""
    for path in CODE:
        if path not in INVENTED:
            for line, text in _strings(path):
                if RUSSIAN.search(text):
                    yield f"{path.relative_to(ROOT)}:{line}", text
    for path in TEXTS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


SHOWN = list(_shown())


@pytest.mark.parametrize("form", BANNED)
def test_no_banned_form_is_shown(form: str) -> None:
    pattern = re.compile(form)
    found = [f"{place}: {text[:120]!r}" for place, text in SHOWN if pattern.search(text)]
    assert not found, f"instead: {BANNED[form]}\n" + "\n".join(found)


def test_the_texts_were_found() -> None:
    assert len(SHOWN) > 2000
    assert any("Сделать мне" in text for _, text in SHOWN)


@pytest.mark.parametrize(
    "wrong", ["В листе «Реестр»", "чей ход", "ответа нет, срок прошёл", "не позже дня", "прошло {…}"]
)
def test_a_banned_form_is_noticed(wrong: str) -> None:
    assert any(re.search(form, wrong) for form in BANNED)
