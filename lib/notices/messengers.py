"""VK and MAX in the form of Apprise's own plugins, over their HTTP interfaces for bots.

    vk://TOKEN@PEER/     VK: the token of a community that may write, and the id of who is written to
    max://TOKEN@CHAT/    MAX: the token of a bot, and the id of the chat; max://TOKEN@USER/?to=user a person's

Written by what was publicly known of their documentation; it was not looked up anew, and no message went to
the services themselves, only to servers of our own. VK: method messages.send, version 5.199 of the interface
(dev.vk.com, as of 2024). MAX: POST /messages at platform-api.max.ru (dev.max.ru/docs-api, as of late 2025).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from hashlib import blake2b
from typing import Any, ClassVar

import requests
from apprise import NotifyType
from apprise.exception import AppriseImproperlyConfigured
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase
from apprise.url import PrivacyMode

# VK's own numbers of what went wrong, as those of HTTP: a key, too often, no right to write.
_VK_AS_HTTP = {5: 401, 6: 429, 9: 429, 15: 403, 27: 401, 900: 403, 901: 403, 902: 403, 917: 403}


class _Messenger(NotifyBase, ABC):
    """A bot that writes a plain text to one number: what both have in common."""

    title_maxlen = 0  # the title is the first line of the text
    request_rate_per_sec = 0.05
    templates = ("{schema}://{token}@{target}/",)
    template_tokens: ClassVar[dict[str, Any]] = {
        **NotifyBase.template_tokens,
        "token": {"name": "Token", "type": "string", "private": True, "required": True, "map_to": "user"},
        "target": {"name": "Target", "type": "string", "required": True, "map_to": "host"},
    }
    template_args: ClassVar[dict[str, Any]] = {
        **NotifyBase.template_args,
        "to": {"name": "To", "type": "choice:string", "values": ("chat", "user"), "default": "chat"},
    }
    api = ""

    def __init__(self, to: str = "chat", **given: Any) -> None:
        """`to`: what the number is the number of; AppriseImproperlyConfigured where one is lacking."""
        super().__init__(**given)
        self.to = to
        if not self.user or not (self.host or "").lstrip("-").isdigit() or to not in ("chat", "user"):
            raise AppriseImproperlyConfigured("A token and a number are needed.")

    @staticmethod
    def parse_url(url: str, verify_host: bool = False, plus_to_space: bool = False) -> dict[str, Any]:
        """The parts of the address; the token is what stands before «@»."""
        found: dict[str, Any] = (
            NotifyBase.parse_url(url, verify_host=False, plus_to_space=plus_to_space) or {}
        )
        if found:
            found["to"] = found["qsd"].get("to") or "chat"
        return found

    @property
    def url_identifier(self) -> tuple[Any, ...]:
        """What makes this bot another than its like."""
        return self.secure_protocol, self.user

    def url(self, privacy: bool = False, **kwargs: Any) -> str:
        """The address again, without its token where it is for eyes."""
        token = self.pprint(self.user, privacy, mode=PrivacyMode.Secret, safe="")
        asked = self.urlencode({**self.url_parameters(privacy=privacy, **kwargs), "to": self.to})
        return f"{self.secure_protocol}://{token}@{self.host}/?{asked}"

    def send(
        self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **kwargs: Any
    ) -> bool:
        """Write one message; what went wrong goes to the log as Apprise's own plugins tell it."""
        self.throttle()
        try:
            answer = self._post(body)
        except requests.RequestException:
            self.logger.warning("A Connection error occurred sending a %s notification.", self.service_name)
            return False
        code = self._code(answer)
        if code != 200:
            self.logger.warning("Failed to send a %s notification: error=%d.", self.service_name, code)
        return bool(code == 200)

    @abstractmethod
    def _post(self, body: str) -> requests.Response:
        """Ask the service to write a message."""

    def _code(self, answer: requests.Response) -> int:
        return answer.status_code


class NotifyVK(_Messenger):
    """VK: a community writes to whoever has allowed it, or to a conversation that it is in."""

    service_name = "VK"
    secure_protocol = "vk"
    service_url = "https://vk.com/"
    setup_url = "https://dev.vk.com/"
    body_maxlen = 4096
    api = "https://api.vk.com"

    def _post(self, body: str) -> requests.Response:
        # The same text sent again at once, after an answer that got lost, is the same message to VK.
        once = int.from_bytes(blake2b(body.encode(), digest_size=4).digest(), "big") >> 1
        return requests.post(
            f"{self.api}/method/messages.send",
            data={
                "access_token": self.user,
                "peer_id": self.host,
                "random_id": once,
                "message": body,
                "dont_parse_links": 1,
                "v": "5.199",
            },
            timeout=self.request_timeout,
            verify=self.verify_certificate,
            allow_redirects=False,
        )

    def _code(self, answer: requests.Response) -> int:
        if answer.status_code != 200:
            return answer.status_code
        try:
            found = answer.json()
        except requests.JSONDecodeError:
            return 502
        if isinstance(found, dict) and "response" in found:
            return 200
        fault = found.get("error") if isinstance(found, dict) else None
        number = fault.get("error_code") if isinstance(fault, dict) else None
        return _VK_AS_HTTP.get(number, 400) if isinstance(number, int) else 400


class NotifyMAX(_Messenger):
    """MAX: a bot writes to a chat that it is in, or to a person who has begun to talk with it."""

    service_name = "MAX"
    secure_protocol = "max"
    service_url = "https://max.ru/"
    setup_url = "https://dev.max.ru/docs-api"
    body_maxlen = 4000
    api = "https://platform-api.max.ru"

    def _post(self, body: str) -> requests.Response:
        return requests.post(
            f"{self.api}/messages",
            params={f"{self.to}_id": self.host, "disable_link_preview": "true"},
            headers={"Authorization": self.user},
            json={"text": body},
            timeout=self.request_timeout,
            verify=self.verify_certificate,
            allow_redirects=False,
        )


def register() -> None:
    """Make both known to Apprise; what it has itself under these names by then comes first."""
    known = NotificationManager()
    for plugin in (NotifyVK, NotifyMAX):
        if plugin.secure_protocol not in known:
            known.add(plugin)
