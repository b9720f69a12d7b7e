"""The groups of «Проверка реестра»: which kinds of problems stand together, what they do to the figures."""

from __future__ import annotations

from lib.lists import suggested
from lib.lists.mending import personal

# What decides which clock runs: a word of these columns that is misread changes a term.
CLOCK_WORDS = ("importance", "kind", "event", "unit")
FIRST = ("clock_word", "short_reason")

# The groups in the order of their weight: title, what it does to the figures, the kinds of problems.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Слово прочитано иначе, чем написано, или не прочитано",
        "От этих слов зависит, какой срок идёт. Выберите в ячейке слово из её списка.",
        FIRST,
    ),
    (
        "Листы и столбцы",
        "Пока не исправлено, часть реестра может быть не видна программе.",
        (
            "no_header", "doubled_tab", "doubled_column", "unread_tab", "summary_tab", "unknown_tab",
            "status_words", "unknown_column", "taken_column", "unkept_column", "unknown_field",
            "needless_time", "doubled_line", "empty_line", "other_sort",
        ),
    ),
    (
        "Номера",
        "На номер ссылаются журнал, повторы и адрес карточки; сроки сообщения считаются и без него.",
        ("no_number", "bad_number", "repeated_number", "no_numbers", "typed_number"),
    ),
    (
        "Строки, которые не похожи на сообщения",
        "Такие строки пропущены.",
        ("no_message", "column_numbers"),
    ),
    (
        "Не указано, когда выявлено",
        "Без этого времени у сообщения нет срока ответа.",
        ("no_detection", "second_detection"),
    ),
    (
        "Дата и время не читаются",
        "Шаг не учитывается, и срок по нему идёт дальше.",
        ("bad_time", "no_time", "lone_time", "merged"),
    ),
    (
        "В ячейке ошибка вместо значения",
        "Ячейка не читается и считается пустой.",
        ("cell_error",),
    ),
    (
        "Известна только дата",
        "Время взято по рабочим часам этого дня; если по нему выходит опоздание, шаг в своевременности не"
        " учитывается.",
        ("date_only",),
    ),
    (
        "Время в будущем",
        "Больше чем на сутки вперёд: до этого времени шаг не учитывается. Проверьте день, месяц и год.",
        ("long_ahead",),
    ),
    (
        "Время противоречит другим",
        "Проверьте оба времени: чаще всего ошибка в дате или часах.",
        ("early", "future", "order", "after_final", "far", "other_time"),
    ),
    (
        "Шаг не отмечен",
        "Сделан ли он вовремя, неизвестно: в своевременности не учитывается.",
        ("unproven",),
    ),
    (
        "Шаг пропущен",
        "Этот шаг не отмечен, хотя следующий отмечен; время взято по следующему.",
        ("skipped",),
    ),
    (
        "Журнал",
        "Такие строки журнала не учитываются.",
        ("no_event", "unknown_case"),
    ),
    (
        "Повторы и ссылки",
        "Связь с прежним сообщением или ссылка не работает; на сроки это не влияет.",
        ("unknown_repeat", "self_repeat", "bad_link"),
    ),
    (
        "Значения не из списка",
        "Значение показано так, как введено; на сроки это не влияет.",
        ("no_topic", "no_location", "not_in_list", "group_without_topic"),
    ),
    (
        "Слова и оценки",
        "На сроки это не влияет; что учтено, сказано в строке.",
        ("taken_word", "unknown_word", "bad_yes_no", "bad_mark"),
    ),
    (
        "Слова столбца «Статус»",
        "Слово, которое не понято, ни на что не влияет: ответ по нему не считается данным.",
        ("unknown_status", "no_meaning", "status_open"),
    ),
    (
        "Сроки, нормы и рабочее время",
        "Пока не исправлено, сроки могут считаться не по вашим нормам и часам.",
        (
            "limit", "bad_hours", "bad_date", "bad_minutes", "bad_parameter", "bad_norm", "bad_timezone",
            "mistaken_number", "bad_since", "since_with_time",
            "unknown_parameter", "unknown_step", "doubled_key", "no_key", "calendar",
        ),
    ),
    (
        "Свои тексты на листе «Фразы»",
        "На сроки это не влияет. Строка, которая не действует, заменена текстом программы.",
        ("unknown_occasion", "empty_phrase", "doubled_phrase", "unknown_brace", "unpaired_brace"),
    ),
    (
        "Похоже на персональные данные",
        "В тексте нужна только суть: оставьте её, а имя, телефон, почту и квартиру уберите.",
        (personal.KIND,),
    ),
    (
        "Возможно, повышенная важность",
        "Это только догадка по словам сообщения: решает заместитель главы (п. 10).",
        (suggested.DANGER,),
    ),
    (
        "Тема, локация, исполнитель: подсказки по прежним сообщениям",
        "Это только догадка: решает куратор, в таблицу ничего не записывается.",
        (suggested.KIND,),
    ),
    (
        "Похоже, день и месяц переставлены",
        "Это только догадка: время учтено так, как введено.",
        ("swapped",),
    ),
    (
        "Одна ссылка у двух сообщений",
        "Это только догадка: учтены оба сообщения.",
        ("same_link",),
    ),
)  # fmt: skip
REST = ("Прочее", "Проверьте эти ячейки.")
