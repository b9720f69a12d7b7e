"""Requests checked against Google's discovery document, which ships with google-api-python-client."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote


class Refused(Exception):
    """The API's answer to a request that it does not take."""

    def __init__(self, code: int, status: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, details

    def body(self) -> dict[str, Any]:
        error = {"code": self.code, "message": self.message, "status": self.status, **self.details}
        return {"error": error}


def invalid(message: str) -> Refused:
    return Refused(400, "INVALID_ARGUMENT", message)


@dataclass(frozen=True)
class Call:
    """A request that the discovery document knows."""

    method: str  # e.g. "sheets.spreadsheets.values.batchGet"
    path: dict[str, str]
    query: dict[str, list[str]]
    scopes: tuple[str, ...]


@cache
def document() -> dict[str, Any]:
    place = files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


@cache
def _methods() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    def walk(resource: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [method for part in resource.get("resources", {}).values() for method in walk(part)]
        return [*resource.get("methods", {}).values(), *inner]

    def pattern(path: str) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", path)
        text = "".join(f"(?P<{part}>[^/:]+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
        return re.compile("/" + text)

    return tuple((pattern(method["flatPath"]), method) for method in walk(document()))


def call(verb: str, path: str, query: dict[str, list[str]], body: Any) -> Call:
    """The known method behind a request; Refused as Google refuses what it does not know."""
    for pattern, method in _methods():
        found = pattern.fullmatch(path)
        if found and method["httpMethod"] == verb:
            break
    else:
        raise Refused(404, "NOT_FOUND", "Requested entity was not found.")
    allowed = {**document()["parameters"], **method["parameters"]}
    for name, values in query.items():
        rule = allowed.get(name)
        if rule is None or rule.get("location") != "query":
            raise invalid(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            )
        if len(values) > 1 and not rule.get("repeated"):
            raise invalid(f'"{name}" is given more than once')
        for value in values:
            check_scalar(name, value, rule, from_query=True)
    if "request" in method:
        check_body(body, method["request"]["$ref"], "")
    if "fields" in query:
        check_mask(query["fields"][0], method["response"]["$ref"])
    return Call(
        method["id"],
        {name: unquote(text) for name, text in found.groupdict().items()},
        query,
        tuple(method["scopes"]),
    )


def check_scalar(name: str, value: Any, rule: dict[str, Any], *, from_query: bool = False) -> None:
    kind = rule.get("type")
    if from_query and kind == "boolean":
        good = value in ("true", "false")
    elif "enum" in rule:
        good = value in rule["enum"]
    elif kind == "boolean":
        good = isinstance(value, bool)
    elif kind == "integer":
        good = isinstance(value, int) and not isinstance(value, bool)
    elif kind == "number":
        good = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind == "string":
        good = isinstance(value, str)
    else:
        good = True
    if not good:
        raise invalid(f"Invalid value at '{name}' ({kind}), {value!r}")


def check_body(value: Any, schema: str, where: str) -> None:
    """A request's body against the schema of that name; unknown names and wrong types are refused."""
    if not isinstance(value, dict):
        raise invalid(f"Invalid value at '{where}': an object is needed")
    known = document()["schemas"][schema].get("properties", {})
    for name, inner in value.items():
        place = f"{where}.{name}".lstrip(".")
        if name not in known:
            raise invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}'")
        _check_value(inner, known[name], place)


def _check_value(value: Any, rule: dict[str, Any], where: str) -> None:
    if "$ref" in rule:
        check_body(value, rule["$ref"], where)
    elif rule.get("type") == "array":
        if not isinstance(value, list):
            raise invalid(f"Invalid value at '{where}': a list is needed")
        for index, item in enumerate(value):
            _check_value(item, rule["items"], f"{where}[{index}]")
    else:
        check_scalar(where, value, rule)


def check_mask(mask: str, schema: str) -> dict[str, Any]:
    """A `fields` mask as a tree, {} for a whole field; Refused where it names what is not there."""
    tree, rest = _mask(mask, schema)
    if rest:
        raise invalid(f"Invalid field mask {mask!r}")
    return tree


def _mask(text: str, schema: str | None) -> tuple[dict[str, Any], str]:
    tree: dict[str, Any] = {}
    while True:
        found = re.match(r"\*|\w+", text)
        if not found:
            raise invalid(f"Invalid field mask at {text!r}")
        name, text = found.group(), text[found.end() :]
        known = document()["schemas"][schema]["properties"] if schema else {}
        if name != "*" and name not in known:
            raise invalid(f"Request contains an invalid argument: no field {name!r} in {schema}")
        rule = known.get(name, {})
        below = rule.get("$ref") or rule.get("items", {}).get("$ref")
        tree[name] = {}
        if text.startswith("("):
            tree[name], text = _mask(text[1:], below)
            if not text.startswith(")"):
                raise invalid("Invalid field mask: ) is missing")
            text = text[1:]
        elif text.startswith((".", "/")):
            found = re.match(r"[\w./]+(\([^()]*\))?", text[1:])
            one = found.group() if found else ""
            tree[name], _ = _mask(one, below)
            text = text[1 + len(one) :]
        if not text.startswith(","):
            return tree, text
        text = text[1:]


def masked(value: Any, tree: dict[str, Any]) -> Any:
    """Only the fields of the mask."""
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [masked(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: masked(value[name], inner) for name, inner in tree.items() if name in value}
