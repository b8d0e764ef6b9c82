"""Verifying a whole base with INSi (WS_INS4, WS_INS5): from a CSV into a CSV, taken up again wherever it stopped.

What is answered stands in the answers' file, one line for each identity; beside it a journal of batches says which
were deposited, so that a run cut short collects them instead of depositing them anew. ASSUMED: spec/identity.md b.1.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from socle.client.insi import Insi
from socle.identity.insi.verification import Identity, Verified
from socle.identity.insi_answer import Asked
from socle.wire.hl7v2 import CX

#: Columns read, and written. `given_names` holds the list of birth, separated by spaces.
COLUMNS = ("reference", "matricule", "oid", "birth_name", "given_names", "sex", "birth_date", "birth_place")
ANSWERS = ("reference", "code", "label")
#: Identities deposited at once, and times a batch that waits is asked for.
SIZE, TURNS = 500, 10


class BadList(ValueError):  # noqa: N818 - says what the file lacks
    """The file of identities cannot be read."""


@dataclass(slots=True)
class Progress:
    """What became of the identities of a file, and the batches that still wait."""

    total: int = 0
    before: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)


def read(file: Path) -> list[Identity]:
    """The identities of a CSV. Raises `BadList` with the line that is wrong, or the column that is missing."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise BadList(f"{file} lacks the columns {', '.join(missing)}")
            found = [_identity(row, file, rows.line_num) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadList(f"{file} cannot be read: {error}") from error
    twice = [reference for reference, count in Counter(one.reference for one in found).items() if count > 1]
    if twice:
        raise BadList(f"{file} holds several identities under the reference {twice[0]}")
    return found


def _identity(row: dict[str, str], file: Path, line: int) -> Identity:
    try:
        born = date.fromisoformat(row["birth_date"])
    except (ValueError, TypeError) as error:
        raise BadList(f"{file}, line {line}: '{row['birth_date']}' is no date, write 1997-02-26") from error
    if not row["reference"]:
        raise BadList(f"{file}, line {line}: no reference")
    asked = Asked(
        birth_name=row["birth_name"],
        given_names=tuple(filter(None, [row["given_names"]])),
        sex=row["sex"],
        birth_date=born,
        birth_place=row["birth_place"],
    )
    return Identity(ins=CX.of(row["matricule"], row["oid"], "NH"), asked=asked, reference=row["reference"])


def verify_all(
    insi: Insi,
    identities: Sequence[Identity],
    answers: Path,
    wait: Callable[[], None],
    *,
    size: int = SIZE,
    turns: int = TURNS,
) -> Progress:
    """Verify those that `answers` does not hold yet, and write each answer there.

    Batches that wait are asked for `turns` times, with a `wait` between; then they are left for the next call.
    Raises what `Insi` raises: what was answered before stands in the file.
    """
    run = _Run(insi, _Files(answers), Progress(total=len(identities)))
    run.progress.before = sum(one.reference in run.done for one in identities)
    run.collect()
    deposited = {reference for held in run.batches.values() for reference in held}
    left = [one for one in identities if one.reference not in run.done | deposited]
    for start in range(0, len(left), size):
        run.deposit(left[start : start + size])
        run.collect()
    for _ in range(turns):
        if not run.batches:
            break
        wait()
        run.collect()
    run.progress.waiting = list(run.batches)
    return run.progress


class _Run:
    """One run: what is answered, and the batches whose answers are awaited, with their references."""

    def __init__(self, insi: Insi, files: _Files, progress: Progress) -> None:
        self.insi, self.files, self.progress = insi, files, progress
        self.done = files.done()
        self.batches = {number: held for number, held in files.batches() if not set(held) <= self.done}

    def deposit(self, identities: Sequence[Identity]) -> None:
        number = self.insi.deposit(identities)
        self.batches[number] = [one.reference for one in identities]
        self.files.tell_batch(number, self.batches[number])

    def collect(self) -> None:
        """Ask for every batch that waits, and keep the answers that were not kept before."""
        for number in list(self.batches):
            answers = self.insi.collect(number)
            if answers is not None:
                new = [one for one in answers if one.reference not in self.done]
                self.files.tell(new)
                self.progress.codes.update(one.code.value for one in new)
                self.done.update(one.reference for one in new)
                del self.batches[number]


class _Files:
    """The answers' file and its journal of batches. Each writing is durable before anything follows it."""

    def __init__(self, answers: Path) -> None:
        self._answers, self._batches = answers, answers.with_name(f"{answers.name}.batches")

    def done(self) -> set[str]:
        """The references answered already; a line that was cut short is forgotten."""
        return {row["reference"] for row in csv.DictReader(_whole_lines(self._answers))}

    def batches(self) -> Iterator[tuple[str, list[str]]]:
        """Every batch deposited, with its references."""
        for line in _whole_lines(self._batches):
            told = json.loads(line)
            yield told["batch"], told["references"]

    def tell_batch(self, number: str, references: Sequence[str]) -> None:
        _append(self._batches, [json.dumps({"batch": number, "references": references}, ensure_ascii=False) + "\n"])

    def tell(self, answers: Iterable[Verified]) -> None:
        lines = _Lines()
        writer = csv.writer(lines, lineterminator="\n")
        if not self._answers.exists() or not self._answers.stat().st_size:
            writer.writerow(ANSWERS)
        writer.writerows((one.reference, one.code.value, one.label) for one in answers)
        _append(self._answers, lines)


class _Lines(list[str]):
    """Where a csv writer writes."""

    write = list.append


def _append(file: Path, lines: Iterable[str]) -> None:
    with file.open("a", encoding="utf-8", newline="") as held:
        held.writelines(lines)
        held.flush()
        os.fsync(held.fileno())


def _whole_lines(file: Path) -> list[str]:
    """The lines of a file that ended; what follows the last one is cut off, for the next line to begin."""
    if not file.exists():
        return []
    data = file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        with file.open("r+b") as held:
            held.truncate(len(whole))
    return whole.decode("utf-8").splitlines(keepends=True)
