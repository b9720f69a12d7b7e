"""Streamlit's own words in Russian: what it says itself, aloud or on the page, and lets nobody set.

Only exact phrases are replaced, and never within what the app itself writes (`st.html`, `st.text`, Markdown),
so that no text of the register can be touched. `tests/e2e/test_live.py` looks for what is left in English.
"""

from __future__ import annotations

import json

import streamlit as st

_WORDS = {
    "Skip to main content": "К содержанию",
    "App pages": "Страницы",
    "Sidebar": "Меню страниц",
    "Expand sidebar": "Открыть меню страниц",
    "Collapse sidebar": "Закрыть меню страниц",
    "Navigate to home page": "На первую страницу",
    "Logo": "Отклик",
    "Open": "Открыть список",
    "Close": "Закрыть",
    "Dismiss": "Закрыть",
    "Clear value": "Очистить",
    "Clear all": "Очистить",
    "Selected values": "Выбрано",
    "No results": "Ничего не найдено",
    "Choose an option": "Выберите",
    "Choose options": "Выберите",
    "Upload": "Выбрать файл",
    "Copy": "Скопировать",
    "Copy to clipboard": "Скопировать",
    "file upload": "файл",
    "Drag and drop a file here": "Перетащите файл сюда",
    "Browse files": "Выбрать файл",
    "Running...": "Обновляется…",
    "Stop": "Остановить",
    "Stop script": "Остановить",
    "Connecting": "Подключение…",
    "Connecting to Streamlit server": "Подключение к программе…",
    "Unable to connect to Streamlit server": "Программа не отвечает",
    "Failed to generate file for download": "Файл не получен: обновите страницу.",
    "Error": "Ошибка",
    "Page not found": "Такой страницы нет",
    "Connection error": "Нет связи с программой",
    "Connection lost": "Нет связи с программой",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "Программа остановлена или нет сети. Когда связь вернётся, страница обновится сама. Если программа"
        " стоит на этом компьютере, запустите её снова:"
    ),
    "streamlit run yourscript.py": "start.bat или python3 start.py",
}
# Phrases with a part that changes: a pattern of JavaScript, and what stands in its place.
_PATTERNS = {
    r"^This app has encountered an error\..*$": (
        "Страница не показана: ошибка в программе. Подробности записаны в журнал сервера; сообщите о ней"
        " тому, кто её установил."
    ),
    r"^.*\. Running the app's main page\.$": (
        "Проверьте адрес: возможно, в нём опечатка или ссылка устарела. Открыта первая страница."
    ),
    r"^Help for (.*)$": "Пояснение: $1",
    r"^Remove (.*)$": "Убрать: $1",
    r"^(\d+)MB per file$": "До $1 МБ",
    r"^0 options available\.$": "Ничего не найдено.",
    r"^(\d+) options? available\.$": "Вариантов: $1.",
    r"^Streamlit server is not responding.*$": (
        "Программа не отвечает. Когда связь вернётся, страница обновится сама."
    ),
}

_SPEAK = """
const words = new Map(Object.entries(WORDS));
const patterns = Object.entries(PATTERNS).map(([from, to]) => [new RegExp(from), to]);
const spoken = ["aria-label", "title", "placeholder", "alt"];
const own = '[data-testid="stHtml"], [data-testid="stText"], [data-testid="stMarkdownContainer"]';
// Markdown of Streamlit's own: the word on a button, the notice of a fault.
const foreign = '[data-testid="stFileUploaderDropzone"], [data-testid="stException"]';

function russian(text) {
  const known = text.trim();
  if (words.has(known)) return words.get(known);
  const found = patterns.find(([from]) => from.test(known));
  return found ? known.replace(found[0], found[1]) : null;
}

// In its menu of sections Streamlit puts the entries of a list into a part that is no list.
function unlist(node) {
  const menu = '[data-testid="stSidebarNavItems"]';
  const list = node.closest?.(menu) ?? node.querySelector?.(menu);
  if (!list?.querySelector(":scope > :not(li)")) return;
  for (const part of [list, ...list.querySelectorAll("li")]) part.setAttribute("role", "none");
}

function speak(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const written = node.parentElement?.closest(own) && !node.parentElement.closest(foreign);
    const said = written ? null : russian(node.nodeValue);
    if (said !== null) node.nodeValue = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  unlist(node);
  for (const name of spoken) {
    const said = node.hasAttribute(name) ? russian(node.getAttribute(name)) : null;
    if (said !== null) node.setAttribute(name, said);
  }
  node.childNodes.forEach(speak);
}

export default function () {
  document.documentElement.lang = "ru";
  speak(document.body);
  const watch = new MutationObserver((changes) => changes.forEach((change) => {
    if (change.type === "childList") change.addedNodes.forEach(speak);
    else speak(change.target);
  }));
  watch.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: spoken,
  });
  return () => watch.disconnect();
}
"""


def speak() -> None:
    """Have the browser say Streamlit's own words in Russian, as long as the page is open."""
    script = _SPEAK.replace("WORDS", json.dumps(_WORDS, ensure_ascii=False))
    script = script.replace("PATTERNS", json.dumps(_PATTERNS, ensure_ascii=False))
    component = st.components.v2.component("otklik_russian", js=script)
    with st.container(key="russian", height="content"):
        component(key="speaks")
