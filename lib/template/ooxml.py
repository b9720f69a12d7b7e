"""An .xlsx as its parts: what is changed is written anew, all else is kept byte for byte.

Libraries that read a whole workbook and write it again round its dates, drop what they do not know
(pictures, charts, slicers) and forget the results of formulas; here only the named parts are touched.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any  # lxml is compiled and tells no types

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ID = f"{{{LINKS}}}id"
WORKBOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KINDS = {
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}
_STAMP = (1980, 1, 1, 0, 0, 0)  # of parts that were not there
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@dataclass(frozen=True)
class Link:
    """A relationship of a part: the last word of its type, and the part that it names."""

    key: str
    kind: str
    part: str


def tag(name: str) -> str:
    """A name of the spreadsheet's own vocabulary as lxml has it."""
    return f"{{{MAIN}}}{name}"


def insert(parent: Element, child: Element, order: Sequence[str]) -> Element:
    """Put `child` among the children of `parent`, which stand in that `order` of local names; returns it."""
    rank = {tag(name): number for number, name in enumerate(order)}
    # After what comes earlier, not before what comes later: extensions stand anywhere and have no rank.
    earlier = [n for n, other in enumerate(parent) if rank.get(other.tag, len(rank)) <= rank[child.tag]]
    parent.insert(earlier[-1] + 1 if earlier else 0, child)
    return child


def among(parent: Element, name: str, order: Sequence[str]) -> Element:
    """The child of that local name, made in its place where there is none."""
    found = parent.find(tag(name))
    return insert(parent, etree.Element(tag(name)), order) if found is None else found


class Package:
    """The parts of one workbook; KeyError, ValueError or lxml's errors where it is not built as usual."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._entries = {entry.filename: entry for entry in archive.infolist()}
            self._parts = {name: archive.read(entry) for name, entry in self._entries.items()}
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def raw(self, part: str) -> bytes:
        """A part as it is."""
        return self._parts[part]

    def tree(self, part: str) -> Element:
        """A part's root element, to be looked at."""
        if part not in self._trees:
            self._trees[part] = etree.fromstring(self._parts[part], _PARSER)
        return self._trees[part]

    def edit(self, part: str) -> Element:
        """A part's root element, to be changed."""
        self._changed.add(part)
        return self.tree(part)

    def replace(self, part: str, content: bytes | Element) -> None:
        """Another content for that part, or a part that was not there."""
        self._trees.pop(part, None)
        self._changed.discard(part)
        self._parts[part] = content if isinstance(content, bytes) else _written(content)

    def add(self, kind: str, pattern: str, content: bytes | Element) -> str:
        """A new part of that kind; its name is the `pattern` with the first free number."""
        number = 1
        while pattern.format(number) in self._parts:
            number += 1
        part = pattern.format(number)
        self.replace(part, content)
        types = self.edit("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=_KINDS[kind])
        return part

    def links(self, part: str) -> list[Link]:
        """What a part is related to inside the workbook."""
        relations = _relations(part)
        if relations not in self._parts:
            return []
        return [
            Link(item.get("Id"), item.get("Type").rpartition("/")[2], _target(part, item.get("Target")))
            for item in self.tree(relations)
            if item.get("TargetMode") != "External"
        ]

    def linked(self, part: str, kind: str) -> list[str]:
        """The parts of that kind that a part is related to."""
        return [link.part for link in self.links(part) if link.kind == kind]

    def link(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; the key of the relationship."""
        relations = _relations(part)
        if relations not in self._parts:
            self.replace(relations, etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS}))
        root = self.edit(relations)
        keys = {item.get("Id") for item in root}
        key = next(key for key in (f"rId{number}" for number in range(1, len(keys) + 2)) if key not in keys)
        etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", Id=key, Type=f"{LINKS}/{kind}", Target=f"/{target}"
        )
        return key

    def unlink(self, part: str) -> None:
        """Forget all that a part is related to."""
        self._parts.pop(_relations(part), None)
        self._trees.pop(_relations(part), None)

    def sheets(self) -> dict[str, str]:
        """Title → part of every worksheet, in the order of the workbook."""
        parts = {link.key: link.part for link in self.links(WORKBOOK) if link.kind == "worksheet"}
        return {
            item.get("name"): parts[item.get(ID)]
            for item in self.tree(WORKBOOK).find(tag("sheets"))
            if item.get(ID) in parts
        }

    def number(self, part: str) -> int:
        """The place of that worksheet among the sheets, from 0."""
        keys = {link.key for link in self.links(WORKBOOK) if link.part == part}
        sheets = self.tree(WORKBOOK).find(tag("sheets"))
        return next(number for number, item in enumerate(sheets) if item.get(ID) in keys)

    def names(self, part: str) -> list[Element]:
        """The defined names that belong to that worksheet alone."""
        number = str(self.number(part))
        found = self.tree(WORKBOOK).iter(tag("definedName"))
        return [name for name in found if name.get("localSheetId") == number]

    def content(self) -> bytes:
        """The workbook's file."""
        for part in self._changed:
            self._parts[part] = _written(self._trees[part])
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                entry = self._entries.get(name)
                stamp = entry.date_time if entry else _STAMP
                archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
        return file.getvalue()


def _written(root: Element) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def _relations(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
