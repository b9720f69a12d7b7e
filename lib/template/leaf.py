"""One worksheet of an .xlsx: what stands on it, and what may be put there without moving or changing a cell.

Rows and columns count from 1 here, as the file has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache

from xlsxwriter.utility import xl_col_to_name

from lib.template.ooxml import ID, LINKS, WORKBOOK, Element, Package, among, insert, tag

ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
LAST_COLUMN = 16_384  # an .xlsx has no more
BOTTOM = 1 << 20  # the last row of an .xlsx, and of a range such as A:C
_CORNER = re.compile(r"\$?([A-Z]{0,3})\$?(\d*)")
_SHAPE = re.compile(rb'"_x0000_s(\d+)"')
_VML = (
    (b"v", b"urn:schemas-microsoft-com:vml"),
    (b"o", b"urn:schemas-microsoft-com:office:office"),
    (b"x", b"urn:schemas-microsoft-com:office:excel"),
)

Area = tuple[int, int, int, int]  # top, left, bottom, right


def reference(row: int, column: int) -> str:
    """A cell's address."""
    return f"{xl_col_to_name(column - 1)}{row}"


def areas(text: str) -> list[Area]:
    """The ranges of a list such as «A2:B9 D:D»."""
    found = []
    for part in text.split():
        first, _, last = part.partition(":")
        (top, left), (bottom, right) = _corner(first), _corner(last or first)
        found.append((top or 1, left or 1, bottom or BOTTOM, right or LAST_COLUMN))
    return found


def shown(area: Area) -> str:
    """A range as a file has it."""
    top, left, bottom, right = area
    return f"{reference(top, left)}:{reference(bottom, right)}"


def _corner(text: str) -> tuple[int, int]:
    found = _CORNER.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[2] or 0), _number(found[1])


@cache
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Leaf:
    """A worksheet of a package; what changes it says so to the package."""

    def __init__(self, book: Package, part: str) -> None:
        self.book = book
        self.part = part
        self.root = book.tree(part)
        self.data = self.root.find(tag("sheetData"))

    # --- what stands there ---

    def rows(self) -> Iterator[tuple[int, Element]]:
        """Its rows with their numbers, which a file may leave out."""
        number = 0
        for row in self.data.iterchildren(tag("row")):
            number = int(row.get("r") or number + 1)
            yield number, row

    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(_filled(cell) for _, row in self.rows() for _, cell in cells(row))

    def used(self, header: int) -> tuple[int, int]:
        """The last row and the last column that hold anything, 0 where nothing does.

        Merged cells and tables count whole, but not the titles above the header.
        """
        bottom = right = 0
        for number, row in self.rows():
            filled = [column for column, cell in cells(row) if _filled(cell)]
            if filled:
                bottom, right = number, max(right, filled[-1])
        merged = (area for item in self.root.iter(tag("mergeCell")) for area in areas(item.get("ref")))
        tables = (area for table in self._tables() for area in areas(table.get("ref")))
        for area in (*merged, *tables):
            if area[2] >= header:
                bottom, right = max(bottom, area[2]), max(right, area[3])
        return bottom, right

    def locked(self) -> bool:
        """Whether the sheet is protected."""
        found = self.root.find(tag("sheetProtection"))
        return found is not None and found.get("sheet") in ("1", "true")

    def notes(self) -> set[str]:
        """The cells that have a note."""
        parts = self.book.linked(self.part, "comments")
        return {item.get("ref") for part in parts for item in self.book.tree(part).iter(tag("comment"))}

    def ruled(self, column: int, first: int) -> bool:
        """Whether any cell of that column from that row down has a rule for what is typed."""
        lists = (
            item.get("sqref") or item.findtext("{*}sqref") for item in self.root.iter("{*}dataValidation")
        )
        return any(
            left <= column <= right and bottom >= first
            for text in lists
            for _, left, bottom, right in areas(text or "")
        )

    def conditions(self) -> list[str]:
        """The formulas of its conditional formats."""
        return [
            part.text or ""
            for rule in self.root.iter("{*}cfRule")
            for part in rule.iterchildren("{*}formula", "{*}f")
        ]

    def _tables(self) -> list[Element]:
        return [self.book.tree(part) for part in self.book.linked(self.part, "table")]

    # --- what is put there ---

    def take(self, other: Leaf) -> None:
        """Put all that stands on another sheet at the same places of this one.

        Cells (ValueError where one of them holds anything here), widths, rules, warnings and notes. Filters
        and tables that end where the added columns begin are widened.
        """
        self.book.edit(self.part)
        added = []
        for number, row in other.rows():
            for column, cell in cells(row):
                self._put(number, column, cell, row)
                added.append((number, column))
        for item in other.root.iter(tag("col")):
            self._put_column(item)
        self._take_rules(other)
        self.take_notes(other)
        if added:
            top, bottom = min(row for row, _ in added), max(row for row, _ in added)
            left, right = min(column for _, column in added), max(column for _, column in added)
            self._widen(top, left, right)
            known = self.root.find(tag("dimension"))
            if known is not None:
                ((first, start, last, end),) = areas(known.get("ref"))
                area = min(first, top), min(start, left), max(last, bottom), max(end, right)
                known.set("ref", shown(area))

    def _put(self, number: int, column: int, cell: Element, pattern: Element) -> None:
        """A cell in its place: where there is none, or only an empty one."""
        row = self._row(number, pattern)
        row.attrib.pop("spans", None)
        place = 0
        for other, there in cells(row):
            there.set("r", reference(number, other))
            if other == column:
                if _filled(there):
                    raise ValueError(f"cell {reference(number, column)} of {self.part} is taken")
                row.remove(there)
            elif other < column:
                place += 1
        row.insert(place, deepcopy(cell))

    def _row(self, number: int, pattern: Element) -> Element:
        """The row of that number; a new one looks like the `pattern`."""
        place = 0
        for other, row in self.rows():
            if other == number:
                return row
            if other > number:
                row.set("r", str(other))
                break
            place += 1
        made = deepcopy(pattern)
        del made[:]
        self.data.insert(place, made)
        return made

    def _put_column(self, item: Element) -> None:
        """Width and format of columns; what is said of them already ends where they begin."""
        columns = among(self.root, "cols", ORDER)
        left, right = int(item.get("min")), int(item.get("max"))
        kept = [deepcopy(item)]
        for there in columns:
            for start, end in (
                (int(there.get("min")), min(int(there.get("max")), left - 1)),
                (max(int(there.get("min")), right + 1), int(there.get("max"))),
            ):
                if start <= end:
                    piece = deepcopy(there)
                    piece.set("min", str(start))
                    piece.set("max", str(end))
                    kept.append(piece)
        columns[:] = sorted(kept, key=lambda piece: int(piece.get("min")))
        level = int(item.get("outlineLevel") or 0)
        known = self.root.find(tag("sheetFormatPr"))
        if level and known is not None:
            known.set("outlineLevelCol", str(max(level, int(known.get("outlineLevelCol") or 0))))

    def _take_rules(self, other: Leaf) -> None:
        after = max((int(rule.get("priority") or 0) for rule in self.root.iter("{*}cfRule")), default=0)
        for item in other.root.iterchildren(tag("conditionalFormatting")):
            made = insert(self.root, deepcopy(item), ORDER)
            for rule in made:
                rule.set("priority", str(int(rule.get("priority")) + after))
        rules = [deepcopy(rule) for rule in other.root.iter(tag("dataValidation"))]
        if rules:
            there = among(self.root, "dataValidations", ORDER)
            there.extend(rules)
            there.set("count", str(len(there)))

    def _widen(self, header: int, left: int, right: int) -> None:
        """Filters and tables over that header grow by the columns that were added at their right end."""
        for item in (self.root.find(tag("autoFilter")), *self._tables()):
            if item is None:
                continue
            ((top, start, bottom, end),) = areas(item.get("ref"))
            if top != header or end != left - 1:
                continue
            item.set("ref", shown((top, start, bottom, right)))
            if item.tag == tag("table"):
                self._widen_table(item, left, right)
            else:
                self._widen_name(right)

    def _widen_name(self, right: int) -> None:
        """The hidden name under which Excel keeps a filter's range."""
        for name in self.book.names(self.part):
            if name.get("name") == "_xlnm._FilterDatabase":
                self.book.edit(WORKBOOK)
                name.text = re.sub(r"\$[A-Z]+(?=\$\d+$)", f"${xl_col_to_name(right - 1)}", name.text)

    def _widen_table(self, table: Element, left: int, right: int) -> None:
        (part,) = (p for p in self.book.linked(self.part, "table") if self.book.tree(p) is table)
        self.book.edit(part)
        columns, inner = table.find(tag("tableColumns")), table.find(tag("autoFilter"))
        (row,) = (row for number, row in self.rows() if number == areas(table.get("ref"))[0][0])
        titles = {column: cell.findtext(f"{tag('is')}/{tag('t')}") for column, cell in cells(row)}
        last = max(int(item.get("id")) for item in columns)
        for number, column in enumerate(range(left, right + 1), start=last + 1):
            made = deepcopy(columns[-1])
            made.attrib.clear()
            del made[:]
            made.set("id", str(number))
            made.set("name", titles[column])
            columns.append(made)
        columns.set("count", str(len(columns)))
        if inner is not None:
            ((top, start, bottom, _),) = areas(inner.get("ref"))
            inner.set("ref", shown((top, start, bottom, right)))

    def take_notes(self, other: Leaf) -> None:
        """Notes of another sheet: their texts, and the boxes in which they are drawn."""
        for part in other.book.linked(other.part, "comments"):
            if mine := self.book.linked(self.part, "comments"):
                self._add_texts(mine[0], other.book.tree(part))
            else:
                content = other.book.raw(part)
                self.book.link(self.part, "comments", self.book.add("comments", "xl/comments{}.xml", content))
        for part in other.book.linked(other.part, "vmlDrawing"):
            content = other.book.raw(part)
            drawing = self.root.find(tag("legacyDrawing"))
            if drawing is not None:
                key = drawing.get(ID)
                (name,) = (link.part for link in self.book.links(self.part) if link.key == key)
                self.book.replace(name, _with_shapes(self.book.raw(name), content))
            else:
                name = self.book.add("vmlDrawing", "xl/drawings/vmlDrawing{}.vml", content)
                made = insert(
                    self.root, self.root.makeelement(tag("legacyDrawing"), nsmap={"r": LINKS}), ORDER
                )
                made.set(ID, self.book.link(self.part, "vmlDrawing", name))

    def _add_texts(self, part: str, other: Element) -> None:
        root = self.book.edit(part)
        authors, texts = root.find(tag("authors")), root.find(tag("commentList"))
        first = len(authors)
        authors.extend(deepcopy(author) for author in other.find(tag("authors")))
        for item in other.find(tag("commentList")):
            made = deepcopy(item)
            made.set("authorId", str(int(made.get("authorId")) + first))
            texts.append(made)


def cells(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns, which a file may leave out."""
    column = 0
    for cell in list(row.iterchildren(tag("c"))):
        place = cell.get("r")
        column = _corner(place)[1] if place else column + 1
        yield column, cell


def _filled(cell: Element) -> bool:
    return any(part.text or len(part) for part in cell) or cell.find(tag("f")) is not None


def _with_shapes(drawing: bytes, other: bytes) -> bytes:
    """A drawing of notes with the boxes of another one: old VML is no good XML, so its text is spliced."""
    start, end = other.index(b"<v:shapetype"), other.rindex(b"</xml>")
    shapes = other[start:end]
    if b'id="_x0000_t202"' in drawing:  # the kind of box is described there already
        shapes = shapes[shapes.index(b"</v:shapetype>") + len(b"</v:shapetype>") :]
    after = max((int(number) for number in _SHAPE.findall(drawing)), default=1024)
    first = min(int(number) for number in _SHAPE.findall(shapes))
    shapes = _SHAPE.sub(lambda found: b'"_x0000_s%d"' % (int(found[1]) - first + after + 1), shapes)
    for prefix, space in _VML:
        if b"xmlns:%b=" % prefix not in drawing:
            drawing = drawing.replace(b"<xml", b'<xml xmlns:%b="%b"' % (prefix, space), 1)
    place = drawing.rindex(b"</xml>")
    return drawing[:place] + shapes + drawing[place:]
