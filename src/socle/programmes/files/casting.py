"""Columns of texts become typed columns, a batch at a time.

What a text says is decided by `values.convert` alone: here each different text of a column is asked once (there are few
dates, words and flags in a million rows), and the plainest numbers and instants take a way without Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.files.outcome import Tally
from socle.programmes.files.parquet import library
from socle.programmes.files.shapes import DECIMALS, WHOLE_DIGITS, Column, Kind, Shape, Value
from socle.programmes.files.totals import HINTS, printed, says_total
from socle.programmes.files.values import LOST, SEVERAL, addresses, convert, empty, tidy
from socle.programmes.files.verdicts import HEADING_REPEATED, UNDECODABLE
from socle.rulebook import Finding

if TYPE_CHECKING:
    import pyarrow as pa

#: Different texts of a column that are remembered.
_REMEMBERED: Final = 200_000
_PLAIN_INTEGER: Final = rf"^-?\d{{1,{WHOLE_DIGITS}}}$"
_PLAIN_DECIMAL: Final = rf"^-?(\d{{1,{WHOLE_DIGITS}}}|\d{{1,{WHOLE_DIGITS}}},\d{{1,{DECIMALS}}})$"
_PLAIN_INSTANT: Final = r"^.{10}[ T]\d\d:[0-5]\d:[0-5]\d(Z|[+-]\d\d:?00)?$"
_TO_THE_HOUR: Final = len("2022-06-30T14:")
_TO_THE_SECOND: Final = len("2022-06-30T14:05:33")
Converted = Value | Finding
#: Values (null where there is none), and the places of those that are wrong.
Typed = tuple["pa.Array", list[tuple[int, Finding]]]


@dataclass(frozen=True)
class Batch:
    """Rows as texts: a column of texts for each column found in the file, and the line of the row at a place.

    `head`: the first column of the file, read or not.
    """

    texts: Mapping[str, pa.Array]
    line: Callable[[int], int]
    head: pa.Array | None = None


@dataclass
class Caster:
    """Makes typed rows; `headings` are the texts of the heading by column. What is refused is told to `tally`.

    `rows` were taken so far, of which some are written several times, once for each address.
    """

    shape: Shape
    headings: Mapping[str, str]
    tally: Tally
    blank: int = 0
    rows: int = 0
    _known: dict[str, dict[str, Converted]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pa: Any = library()
        self._pc: Any = self._pa.compute
        pa = self._pa
        self._types: dict[Kind, Any] = {
            Kind.TEXT: pa.string(),
            Kind.DATE: pa.date32(),
            Kind.INSTANT: pa.timestamp("us"),
            Kind.INTEGER: pa.int64(),
            Kind.DECIMAL: pa.decimal128(WHOLE_DIGITS + DECIMALS, DECIMALS),
            Kind.FLAG: pa.bool_(),
            Kind.FINESS: pa.string(),
            Kind.ADDRESSES: pa.string(),
        }
        self.schema = pa.schema([(column.name, self._types[column.kind]) for column in self.shape.columns])

    def cast(self, batch: Batch) -> pa.RecordBatch:
        """The rows of a batch that are taken."""
        texts = {name: self._tidied(array) for name, array in batch.texts.items()}
        count = len(next(iter(texts.values())))
        wrong: dict[int, tuple[str, Finding | None]] = dict.fromkeys(self._blanks(texts), ("", None))
        self.blank += len(wrong)
        wrong |= dict.fromkeys(self._repeated(texts), ("", HEADING_REPEATED.at()))
        wrong |= dict.fromkeys(self._totals(batch, texts), ("", None))
        columns = []
        for column in self.shape.columns:
            array = texts.get(column.name)
            if array is None:
                columns.append(self._pa.nulls(count, self._types[column.kind]))
                continue
            values, faults = self._typed(column, array)
            columns.append(values)
            for place, finding in faults:
                wrong.setdefault(place, (column.name, finding))
        for place in sorted(wrong):
            name, reason = wrong[place]
            if reason is not None:
                self.tally.refuse(batch.line(place), name, reason)
        rows = self._pa.record_batch(columns, schema=self.schema)
        return self._taken(rows.take(self._others(wrong, count)) if wrong else rows)

    def _taken(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Rows that are taken, counted and added up; those with several addresses once for each."""
        self.rows += len(rows)
        for column in self.shape.columns:
            if column.kind in {Kind.INTEGER, Kind.DECIMAL}:
                self.tally.add(column.name, self._pc.sum(rows.column(column.name)).as_py() or 0)
        name = self.shape.spread.name if self.shape.spread else ""
        if not name or not _holds(rows.column(name), SEVERAL):
            return rows
        each = [addresses(text) if text else [text] for text in rows.column(name).to_pylist()]
        places = self._pa.array([place for place, found in enumerate(each) for _ in found], self._pa.int64())
        flat = self._pa.array([one for found in each for one in found], self._pa.string())
        at = self.schema.get_field_index(name)
        return rows.take(places).set_column(at, self.schema.field(at), flat)

    def _totals(self, batch: Batch, texts: Mapping[str, pa.Array]) -> list[int]:
        """Rows that are printed totals, told."""
        label = self._pc.coalesce(*([] if batch.head is None else [batch.head]), *texts.values())
        if self.shape.totals_are_rows or not any(_holds(label, (hint,)) for hint in HINTS):
            return []
        label = self._tidied(label)
        places = [place for place, text in enumerate(label.to_pylist()) if text and says_total(text)]
        for place in places:
            cells = [(name, array[place].as_py() or "") for name, array in texts.items()]
            self.tally.saw_total(printed(batch.line(place), label[place].as_py(), cells, self.shape))
        return places

    def _others(self, wrong: Mapping[int, object], count: int) -> Any:
        return self._pa.array([place for place in range(count) if place not in wrong], self._pa.int64())

    def _places(self, mask: Any) -> list[int]:
        found: list[int] = self._pc.indices_nonzero(mask.fill_null(False)).to_pylist()
        return found

    def _tidied(self, array: pa.Array) -> pa.Array:
        pc = self._pc
        array = pc.utf8_trim_whitespace(array)
        if pc.any(pc.starts_with(array, '="')).as_py():
            array = self._pa.array([text and tidy(text) for text in array.to_pylist()], self._pa.string())
        length = pc.binary_length(array)
        return pc.if_else(pc.equal(length, 0), None, array) if pc.min(length).as_py() == 0 else array

    def _blanks(self, texts: Mapping[str, pa.Array]) -> list[int]:
        """Rows with nothing in any column that is read."""
        if any(array.null_count == 0 for array in texts.values()):
            return []
        nothing: Any = None
        for array in texts.values():
            nothing = array.is_null() if nothing is None else self._pc.and_(nothing, array.is_null())
        return self._places(nothing)

    def _repeated(self, texts: Mapping[str, pa.Array]) -> list[int]:
        """Rows that are the heading once more."""
        name, array = next(iter(texts.items()))
        same = self._places(self._pc.equal(array, self.headings[name]))
        return [
            place for place in same if all(texts[one][place].as_py() == word for one, word in self.headings.items())
        ]

    def _typed(self, column: Column, array: pa.Array) -> Typed:
        """The values of a column (null where there is none), and the places of those that are wrong."""
        values, faults = self._values(column, array)
        nothing = empty(column)
        if array.null_count and nothing is False:
            values = self._pc.if_else(array.is_null(), False, values)
        elif array.null_count and isinstance(nothing, Finding):
            faults = [*faults, *((place, nothing) for place in self._places(array.is_null()))]
        return values, faults

    def _values(self, column: Column, array: pa.Array) -> Typed:
        if column.kind in {Kind.TEXT, Kind.ADDRESSES} and column.words is None:
            lost = self._places(self._pc.match_substring(array, LOST))
            return array, [(place, UNDECODABLE.at(column.name)) for place in lost]
        ways: dict[Kind, tuple[str, Callable[[Column, pa.Array], Typed]]] = {
            Kind.INTEGER: (_PLAIN_INTEGER, self._integers),
            Kind.DECIMAL: (_PLAIN_DECIMAL, self._decimals),
            Kind.INSTANT: (_PLAIN_INSTANT, self._instants),
        }
        if column.kind not in ways:
            return self._asked(column, array)
        form, way = ways[column.kind]
        plain = self._pc.match_substring_regex(array, form).fill_null(True)
        others = self._places(self._pc.invert(plain))
        if not others:
            return way(column, array)
        quick, wrong_of_quick = way(column, array.filter(plain))
        slow, wrong_of_slow = self._asked(column, array.take(self._pa.array(others)))
        places = self._places(plain)
        values = self._pc.replace_with_mask(self._pa.nulls(len(array), quick.type), plain, quick)
        values = self._pc.replace_with_mask(values, self._pc.invert(plain), slow)
        faults = [(places[at], why) for at, why in wrong_of_quick] + [(others[at], why) for at, why in wrong_of_slow]
        return values, faults

    def _asked(self, column: Column, array: pa.Array) -> Typed:
        """Each different text is asked once."""
        coded = array.dictionary_encode()
        answers = self._answers(column, coded.dictionary.to_pylist())
        right = [None if isinstance(answer, Finding) else answer for answer in answers]
        values = self._pa.array(right, self._types[column.kind]).take(coded.indices)
        wrong = {code: answer for code, answer in enumerate(answers) if isinstance(answer, Finding)}
        if column.kind in {Kind.DATE, Kind.INSTANT}:
            self._saw_dates(column, coded)
        if column.open:
            self._saw_words(column, coded)
        if not wrong:
            return values, []
        codes = self._pa.array(list(wrong), coded.indices.type)
        places = self._places(self._pc.is_in(coded.indices, codes))
        return values, [(place, wrong[coded.indices[place].as_py()]) for place in places]

    def _answers(self, column: Column, words: Sequence[str]) -> list[Converted]:
        known = self._known.setdefault(column.name, {})
        if len(known) > _REMEMBERED:
            known.clear()
        for word in words:
            if word not in known:
                known[word] = convert(column, word)
        return [known[word] for word in words]

    def _saw_dates(self, column: Column, coded: Any) -> None:
        for one in self._pc.value_counts(coded.indices.drop_null()).to_pylist():
            self.tally.saw_date(column.name, coded.dictionary[one["values"]].as_py(), one["counts"])

    def _saw_words(self, column: Column, coded: Any) -> None:
        for one in self._pc.value_counts(coded.indices.drop_null()).to_pylist():
            self.tally.saw_word(column, coded.dictionary[one["values"]].as_py(), one["counts"])

    def _integers(self, _: Column, array: pa.Array) -> Typed:
        return array.cast(self._types[Kind.INTEGER]), []

    def _decimals(self, _: Column, array: pa.Array) -> Typed:
        return self._pc.replace_substring(array, ",", ".").cast(self._types[Kind.DECIMAL]), []

    def _instants(self, column: Column, array: pa.Array) -> Typed:
        """The hour is asked; minutes and seconds, which no zone moves here, are added to it."""
        pc, pa = self._pc, self._pa
        hours = pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(array, 0, _TO_THE_HOUR), "00:00", pc.utf8_slice_codeunits(array, _TO_THE_SECOND), ""
        )
        values, faults = self._asked(column, hours)
        coded = pc.utf8_slice_codeunits(array, _TO_THE_HOUR, _TO_THE_SECOND).dictionary_encode()
        seconds = [int(word[:2]) * 60 + int(word[3:]) for word in coded.dictionary.to_pylist()]
        within = pa.array(seconds, pa.int64()).take(coded.indices).cast(pa.duration("s"))
        return pc.add(values, within), faults


def _holds(array: pa.Array, signs: Sequence[bytes] | bytes) -> bool:
    """Whether the texts of an array may hold one of these: its bytes are looked at, cells outside it among them."""
    held = array.buffers()[2]
    found = b"" if held is None else memoryview(held).tobytes()
    return any(sign in found for sign in signs)
