"""«Сообщать о новых срочных»: the browser's notification and a short sound, on this computer alone.

Off until somebody switches it on; the browser remembers it (`localStorage`), the server knows nothing of it.
Told are № and step, never a message's words. Browsers allow it on https and on localhost; elsewhere the
switch says so. Nothing is asked from outside: the sound is made by the browser itself.
"""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from lib.base.plaintext import short
from lib.base.records import records
from lib.lists.next_step import to_do
from lib.web.shell.store import View
from lib.words import words

_LONGEST = 40  # characters of a № in a notification
_MOST_TOLD = 4  # new cases that a notification names; of more it tells the number
_KEY = "otklik.attention"  # in the browser: whether it is on
_TEXTS = {
    "insecure": "Браузер разрешает уведомления только по https или на этом компьютере (localhost).",
    "denied": "Уведомления для этой страницы запрещены в браузере. Разрешите их в его настройках для"
    " этого адреса.",
    "none": "Этот браузер не показывает уведомлений.",
    "on": "Уведомления приходят, пока открыта страница «Сейчас».",
    "title": "Отклик: новых срочных сообщений — ",
    "more": "и ещё ",
}

_SWITCH_HTML = """
<label><input type="checkbox"> <span>Сообщать о новых срочных</span></label>
<p role="status"></p>
"""
_SWITCH_CSS = """
label { display: flex; gap: .5rem; align-items: center; min-height: 2.5rem; cursor: pointer; }
input { width: 1.15rem; height: 1.15rem; }
p { margin: 0; font-size: .875rem; line-height: 1.4; max-width: 18rem; }
"""
_COMMON = """
const texts = TEXTS;
const on = () => window.localStorage.getItem("KEY") === "on";
function sound() {
  const audio = new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
  tone.onended = () => audio.close();
}
"""
_SWITCH = (
    _COMMON
    + """
export default function ({ parentElement }) {
  const [box, said] = [parentElement.querySelector("input"), parentElement.querySelector("p")];
  const fault = () => !window.isSecureContext ? texts.insecure : !("Notification" in window) ? texts.none
    : Notification.permission === "denied" ? texts.denied : "";
  const show = () => {
    box.checked = on() && !fault();
    box.disabled = Boolean(fault());
    said.textContent = fault() || (box.checked ? texts.on : "");
  };
  box.onchange = async () => {
    if (box.checked && await Notification.requestPermission() === "granted") {
      window.localStorage.setItem("KEY", "on");
      sound();
    } else {
      window.localStorage.removeItem("KEY");
    }
    show();
  };
  show();
}
"""
)
_LISTEN = (
    _COMMON
    + """
export default function ({ data }) {
  const known = window.sessionStorage.getItem("KEY.known");
  window.sessionStorage.setItem("KEY.known", JSON.stringify(Object.keys(data.urgent)));
  if (known === null || !on() || !("Notification" in window) || Notification.permission !== "granted") return;
  const before = new Set(JSON.parse(known));
  const fresh = Object.entries(data.urgent).filter(([key]) => !before.has(key)).map(([, told]) => told);
  if (!fresh.length) return;
  const rest = fresh.length > MOST ? [texts.more + (fresh.length - MOST)] : [];
  const body = [...fresh.slice(0, MOST), ...rest].join("\\n");
  new Notification(texts.title + fresh.length, { body, tag: "KEY" });
  sound();
}
"""
)


def _script(text: str) -> str:
    told = text.replace("TEXTS", json.dumps(_TEXTS, ensure_ascii=False))
    return told.replace("KEY", _KEY).replace("MOST", str(_MOST_TOLD))


def switch() -> None:
    """The switch, in «⋯ Ещё» of «Сейчас»."""
    component = st.components.v2.component(
        "otklik_attention_switch", html=_SWITCH_HTML, css=_SWITCH_CSS, js=_script(_SWITCH)
    )
    component(key="attention_switch", height="content")


def listen(view: View, urgent: pd.DataFrame) -> None:
    """Let the browser compare what is urgent now with what it knew; it tells what is new, where it may."""
    component = st.components.v2.component("otklik_attention", js=_script(_LISTEN))
    with st.container(key="attention", height="content"):
        component(key="attends", data={"urgent": told(view, urgent)})


def told(view: View, urgent: pd.DataFrame) -> dict[str, str]:
    """The urgent steps by a key of each, in words without those of the message."""
    rows = records(urgent)
    return {
        f"{at} {row['rule']} {row['opened']}": (
            f"№ {short(row['case'], _LONGEST)}: {to_do(str(row['rule']))},"
            f" срок {words.near(row['deadline'], view.now)}"
        )
        for at, row in zip(urgent.index, rows, strict=True)
    }
