"""Sheets of one .xlsx put into another: new ones, and what is to stand on those that are there.

The donor is a workbook of our own (`workbook`), so its make is known; of the other nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy

from lib.template.leaf import Leaf
from lib.template.ooxml import ID, LINKS, STRINGS, STYLES, WORKBOOK, Package, among, tag

_BOOK = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr"),
    *("webPublishObjects", "extLst"),
)
_STYLES = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_OWN_FORMAT = 164  # number formats below are built in
_STYLED = {"c": "s", "row": "s", "col": "style", "cfRule": "dxfId"}


def graft(book: Package, donor: Package, *, first: Collection[str] = (), over: Collection[str] = ()) -> None:
    """Put the sheets of the `donor` into the `book`, by their titles.

    A title that the book has not becomes a new sheet, at the end or, if among `first`, at the beginning. Of
    the others those `over` replace the sheet of that title (an empty one), the rest add to it.
    """
    _prepare(donor, _adopt_styles(book, donor))
    there = book.sheets()
    for title, part in donor.sheets().items():
        leaf = Leaf(donor, part)
        if title not in there:
            _add(book, title, leaf, front=title in first)
        elif title in over:
            book.unlink(there[title])
            book.replace(there[title], leaf.root)
            _settle(book, title, leaf, there[title])
        else:
            Leaf(book, there[title]).take(leaf)


def _adopt_styles(book: Package, donor: Package) -> Mapping[str, int]:
    """Append the donor's styles; by how much the numbers of its cell and conditional formats grow."""
    mine, other = book.edit(STYLES), donor.tree(STYLES)
    after = {}
    for name in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        after[name] = len(among(mine, name, _STYLES))
    formats = among(mine, "numFmts", _STYLES)
    free = max([_OWN_FORMAT - 1, *(int(item.get("numFmtId")) for item in formats)]) + 1
    numbers = {item.get("numFmtId"): str(n) for n, item in enumerate(other.iter(tag("numFmt")), start=free)}
    for name in ("numFmts", *after):
        there = mine.find(tag(name))
        for item in other.iterfind(f"{tag(name)}/*"):
            made = deepcopy(item)
            for key, kind in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                if made.get(key) is not None:
                    made.set(key, str(int(made.get(key)) + after[kind]))
            if made.get("numFmtId") is not None:
                made.set("numFmtId", numbers.get(made.get("numFmtId"), made.get("numFmtId")))
            there.append(made)
        if len(there):
            there.set("count", str(len(there)))
        else:
            mine.remove(there)
    return {"s": after["cellXfs"], "style": after["cellXfs"], "dxfId": after["dxfs"]}


def _prepare(donor: Package, after: Mapping[str, int]) -> None:
    """The donor's sheets as they will stand in the other book: its styles, texts in the cells themselves."""
    texts = list(donor.tree(STRINGS)) if STRINGS in donor else []
    for part in donor.sheets().values():
        root = donor.edit(part)
        for name, key in _STYLED.items():
            for item in root.iter(tag(name)):
                if item.get(key) is not None:
                    item.set(key, str(int(item.get(key)) + after[key]))
        for cell in root.iter(tag("c")):
            if cell.get("t") == "s":
                text = deepcopy(texts[int(cell.findtext(tag("v")))])
                text.tag = tag("is")
                cell[:] = [text]
                cell.set("t", "inlineStr")
        for view in root.iter(tag("sheetView")):
            view.attrib.pop("tabSelected", None)  # of two sheets selected at once both would be typed into


def _add(book: Package, title: str, leaf: Leaf, *, front: bool) -> None:
    root = book.edit(WORKBOOK)
    part = book.add("worksheet", "xl/worksheets/sheet{}.xml", leaf.root)
    sheets = root.find(tag("sheets"))
    made = sheets.makeelement(tag("sheet"), nsmap={"r": LINKS})
    made.set("name", title)
    made.set("sheetId", str(max(int(item.get("sheetId")) for item in sheets) + 1))
    made.set(ID, book.link(WORKBOOK, "worksheet", part))
    if front:
        sheets.insert(0, made)
        for name, key in (("definedName", "localSheetId"), ("workbookView", "activeTab")):
            for item in root.iter(tag(name)):
                if name == "workbookView" or item.get(key) is not None:
                    item.set(key, str(int(item.get(key) or 0) + 1))
    else:
        sheets.append(made)
    _settle(book, title, leaf, part)


def _settle(book: Package, title: str, leaf: Leaf, part: str) -> None:
    """Notes and print titles of a sheet that has come whole."""
    root = book.edit(part)
    for item in root.findall(tag("legacyDrawing")):
        root.remove(item)
    Leaf(book, part).take_notes(leaf)
    for name in book.names(part):
        if name.get("name").startswith("_xlnm."):
            name.getparent().remove(name)
    names = leaf.book.names(leaf.part)
    if names:
        workbook = book.edit(WORKBOOK)
        there = among(workbook, "definedNames", _BOOK)
        for name in names:
            made = deepcopy(name)
            made.set("localSheetId", str(book.number(part)))
            there.append(made)
