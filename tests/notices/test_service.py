"""Sending through Apprise to services of our own on the loopback; nothing tells an address or a token."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from lib.notices import messengers, service
from lib.notices.service import Patient, Sent, send
from tests.notices.world import Http, http


@pytest.fixture
def there() -> Iterator[Http]:
    with http() as found:
        yield found


def test_a_message_arrives_whole(there: Http) -> None:
    assert send(f"json://127.0.0.1:{there.port}/x", "Заголовок", "Строка\n№ 1. <b>*не разметка*") == Sent(
        True
    )
    (got,) = there.json()
    assert (got["title"], got["message"]) == ("Заголовок", "Строка\n№ 1. <b>*не разметка*")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "сервис не принял ключ или пароль из адреса (401)"),
        (403, "сервис не разрешает писать по этому адресу (403)"),
        (404, "сервис не знает такого адреса (404)"),
        (429, "сервис просит писать реже (429)"),
        (500, "сервис отказал (500)"),
    ],
)
def test_a_refusal_is_one_russian_line(
    there: Http, status: int, why: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    there.status = status
    with caplog.at_level(logging.DEBUG):
        sent = send(f"json://user:topsecret@127.0.0.1:{there.port}/token", "т", "т")
    assert sent == Sent(False, why)
    assert "topsecret" not in caplog.text + "".join(capfd.readouterr())


def test_a_service_that_hangs_is_left(there: Http) -> None:
    there.silent = 5
    assert send(f"json://127.0.0.1:{there.port}/x?rto=0.3", "т", "т").why == (
        "сервис недоступен или не ответил вовремя"
    )
    assert send(f"json://127.0.0.1:{there.port}/x?rto=2", "т", "т", limit=0.3).why == (
        "сервис недоступен или не ответил вовремя"
    )


@pytest.mark.parametrize(
    "address", ["nothing://x", "tgram://", "vk://token@", "max://12345/", "vk://t@name/"]
)
def test_an_address_of_no_service(address: str) -> None:
    assert "не подходит ни к одному сервису" in send(address, "т", "т").why


def test_vk(there: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    service._apprise()
    monkeypatch.setattr(messengers.NotifyVK, "api", f"http://127.0.0.1:{there.port}")
    there.answer = b'{"response": 5}'
    assert send("vk://vk1.a.Key-_@2000000001/", "Заголовок", "Текст & №") == Sent(True)
    ((path, _, body),) = there.asked
    asked = parse_qs(body.decode())
    assert path == "/method/messages.send"
    assert (asked["access_token"], asked["peer_id"], asked["v"]) == (
        ["vk1.a.Key-_"],
        ["2000000001"],
        ["5.199"],
    )
    assert "Заголовок" in asked["message"][0]
    assert "Текст & №" in asked["message"][0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b'{"error": {"error_code": 5, "error_msg": "secret"}}', "ключ или пароль из адреса (401)"),
        (b'{"error": {"error_code": 6}}', "писать реже (429)"),
        (b'{"error": {"error_code": 901}}', "не разрешает писать по этому адресу (403)"),
        (b'{"error": "?"}', "не понял сообщение (400)"),
        (b"[]", "не понял сообщение (400)"),
        (b"<html>", "отказал (502)"),
    ],
)
def test_vk_refuses_in_its_own_way(
    there: Http, monkeypatch: pytest.MonkeyPatch, answer: bytes, why: str
) -> None:
    service._apprise()
    monkeypatch.setattr(messengers.NotifyVK, "api", f"http://127.0.0.1:{there.port}")
    there.answer = answer
    assert send("vk://token@5/", "т", "т").why.endswith(why)


@pytest.mark.parametrize(
    ("address", "asked"), [("max://Key@-77/", "chat_id=-77"), ("max://Key@77/?to=user", "user_id=77")]
)
def test_max(there: Http, monkeypatch: pytest.MonkeyPatch, address: str, asked: str) -> None:
    service._apprise()
    monkeypatch.setattr(messengers.NotifyMAX, "api", f"http://127.0.0.1:{there.port}")
    assert send(address, "Заголовок", "Текст") == Sent(True)
    ((path, headers, _),) = there.asked
    assert path.startswith("/messages?")
    assert asked in path
    assert "Key" not in path
    assert headers["Authorization"] == "Key"
    assert "Заголовок" in there.json()[0]["text"]
    there.status = 429
    assert send(address, "т", "т").why == "сервис просит писать реже (429)"


def test_what_is_too_long_goes_in_pieces(there: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    service._apprise()
    monkeypatch.setattr(messengers.NotifyMAX, "api", f"http://127.0.0.1:{there.port}")
    body = "\n".join(f"№ {number}. Строка" for number in range(400))
    assert send("max://Key@77/", "Заголовок", body) == Sent(True)
    texts = [got["text"] for got in there.json()]
    assert len(texts) > 1
    assert max(map(len, texts)) <= 4000
    assert all(f"№ {number}." in "".join(texts) for number in range(400))


def test_an_address_shown_has_no_token() -> None:
    found = service._apprise().Apprise.instantiate("max://TopSecretKey@77/?to=user")
    assert "TopSecretKey" not in found.url(privacy=True)
    assert service._apprise().Apprise.instantiate(found.url()).to == "user"


def test_who_fails_is_asked_again_after_a_growing_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    clock = [1000.0]
    monkeypatch.setattr(service.time, "monotonic", lambda: clock[0])

    def deliver(address: str, _title: str, _body: str) -> Sent:
        asked.append(address)
        return Sent(address == "good", "занято")

    patient = Patient(deliver)
    for _ in range(200):  # every ten seconds, for 2000
        patient("bad", "", "")
        patient("good", "", "")
        clock[0] += 10
    assert asked.count("good") == 200
    assert asked.count("bad") == 7  # at 0, 30, 90, 210, 450, 930, 1530
