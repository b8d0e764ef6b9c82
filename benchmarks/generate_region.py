"""A region's year, invented: `python -m benchmarks.generate_region FOLDER --stays 5000000 --operator-rows 50000000`.

Parquet, or CSV with `--csv`: stays, feeds (four documents a stay), messages; with `--operator-rows` an operator's file,
operator.csv. Nobody in them exists. Streamed by chunks, each drawn from the seed and
its own number: memory does not grow with the rows. Columns are those of the shapes of `socle.programmes.sunes`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

CHUNK = 250_000
ESTABLISHMENTS = 200
FIRST_DAY = np.datetime64("2022-01-01", "D")
DAYS = 365
#: What a stay feeds: letter, prescription, operative report, and a summary that nobody counts.
TYPES = ("11490-0", "57833-6", "34874-8", "34133-9")
SEED = 2026


def finess(rank: np.ndarray) -> pa.Array:
    """Nine digits for each rank."""
    return pc.cast(pa.array(rank + 140_000_000), pa.string())


def _numbered(letter: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(letter, pc.cast(pa.array(numbers), pa.string()), "")


def _chosen(words: tuple[str, ...], draw: np.random.Generator, count: int, weights: tuple[float, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(draw.choice(len(words), count, p=weights).astype(np.int8)), pa.array(words)
    ).dictionary_decode()


def stays(first: int, count: int, draw: np.random.Generator) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """So many stays from this number on, the legal entity of each and the day of its discharge."""
    house = draw.integers(0, ESTABLISHMENTS, count)
    out = draw.integers(0, DAYS, count)
    length = draw.poisson(4, count)
    numbers = np.arange(first, first + count)
    dialysis = draw.random(count) < 0.06
    kinds = pc.if_else(
        pa.array(dialysis),
        "seance_dialyse",
        _chosen(("sejour", "consultation", "urgences"), draw, count, (0.9, 0.06, 0.04)),
    )
    discharged = pa.array(FIRST_DAY + out)
    table = pa.table(
        {
            "stay": _numbered("S", numbers),
            "finess_ej": finess(house),
            "finess_eg": finess(house * 3 + 400_000 + draw.integers(0, 3, count)),
            "admitted": pa.array(FIRST_DAY + out - length),
            "discharged": discharged,
            "activity": pc.if_else(
                pa.array(dialysis),
                "DIALYSE",
                _chosen(("MCO", "SSR", "PSY", "HAD"), draw, count, (0.8, 0.1, 0.07, 0.03)),
            ),
            "kind": kinds,
            "session_date": pc.if_else(pa.array(dialysis), discharged, pa.scalar(None, pa.date32())),
            "patient": _numbered("P", np.where(dialysis, house * 10_000 + numbers % 100, numbers)),
            "surgery": pa.array(draw.random(count) < 0.3),
            "died": pa.array(draw.random(count) < 0.02),
            "newborn": pa.array(draw.random(count) < 0.03),
            "anonymous": pa.array(draw.random(count) < 0.002),
            "detainee": pa.array(draw.random(count) < 0.001),
            "opposition": pa.array(draw.random(count) < 0.01),
        }
    )
    return table, house, out


def feeds(first: int, house: np.ndarray, out: np.ndarray, draw: np.random.Generator) -> pa.Table:
    """Four documents of each stay, of which some were refused, deleted, replaced, or fed without a qualified INS."""
    each = len(TYPES)
    count = len(out) * each
    ranks = np.repeat(np.arange(len(out)), each)
    ranks = np.minimum(ranks + (draw.random(count) < 0.25), len(out) - 1)  # the next stay has it twice, this one never
    documents = np.arange(first * each, first * each + count)
    seconds = (np.repeat(out, each) + draw.integers(0, 5, count)) * 86_400 + draw.integers(0, 86_400, count)
    replaced = draw.random(count) < 0.01
    return pa.table(
        {
            "document": _numbered("1.2.250.1.999.", documents),
            "stay": _numbered("S", first + ranks),
            "finess_ej": finess(house[ranks]),
            "type_code": pa.DictionaryArray.from_arrays(
                pa.array(np.tile(np.arange(each, dtype=np.int8), len(out))), pa.array(TYPES)
            ).dictionary_decode(),
            "level": _chosen(("N1", "N3"), draw, count, (0.95, 0.05)),
            "ins_qualified": pa.array(draw.random(count) < 0.88),
            "status": _chosen(("accepted", "rejected", "deleted", "replaced"), draw, count, (0.92, 0.06, 0.01, 0.01)),
            "sent": pa.array(FIRST_DAY.astype("datetime64[s]") + seconds),
            "replaces": pc.if_else(
                pa.array(replaced), _numbered("1.2.250.1.999.", documents - each), pa.scalar(None, pa.string())
            ),
        }
    )


def messages(first: int, house: np.ndarray, out: np.ndarray, draw: np.random.Generator) -> pa.Table:
    """One message a stay: to the patient three times in five, else to a correspondent."""
    count = len(out)
    numbers = np.arange(first, first + count)
    seconds = (out + draw.integers(0, 4, count)) * 86_400 + draw.integers(0, 86_400, count)
    boxes = pc.binary_join_element_wise("bal", pc.cast(pa.array(draw.integers(0, 40_000, count)), pa.string()), "")
    citizen = pa.array(draw.random(count) < 0.6)
    return pa.table(
        {
            "message": _numbered("M", numbers),
            "stay": _numbered("S", numbers),
            "finess_ej": finess(house),
            "sent": pa.array(FIRST_DAY.astype("datetime64[s]") + seconds),
            "recipient": pc.binary_join_element_wise(
                boxes, pc.if_else(citizen, "patient.mssante.fr", "medecin.mssante.fr"), "@"
            ),
            "format": _chosen(("CDA_N1", "CDA_N3", "PDF", "none"), draw, count, (0.6, 0.1, 0.2, 0.1)),
            "ins_qualified": pa.array(draw.random(count) < 0.9),
            "status": _chosen(("accepted", "rejected"), draw, count, (0.97, 0.03)),
        }
    )


def operator(count: int, draw: np.random.Generator) -> pa.Table:
    """Lines of an operator's file: sender, recipient, instant, size in bytes."""
    senders = pc.cast(pa.array(draw.integers(0, 60_000, count)), pa.string())
    operators = _chosen(("medecin", "chu", "labo", "ehpad"), draw, count, (0.4, 0.3, 0.2, 0.1))
    recipients = _chosen(
        ("medecin.mssante.fr", "patient.mssante.fr", "chu.mssante.fr", "notmssante.fr"),
        draw,
        count,
        (0.5, 0.3, 0.19, 0.01),
    )
    seconds = draw.integers(0, 30 * 86_400, count)
    return pa.table(
        {
            "sender": pc.binary_join_element_wise(
                pc.binary_join_element_wise("bal", senders, ""),
                pc.binary_join_element_wise(operators, "mssante.fr", "."),
                "@",
            ),
            "recipient": pc.binary_join_element_wise(
                pc.binary_join_element_wise(
                    "dest", pc.cast(pa.array(draw.integers(0, 90_000, count)), pa.string()), ""
                ),
                recipients,
                "@",
            ),
            "sent": pa.array(np.datetime64("2022-06-01", "s") + seconds),
            "size": pa.array(draw.integers(2_000, 900_000, count)),
        }
    )


class Out:
    """One table written chunk by chunk, as Parquet or as CSV."""

    def __init__(self, path: Path, csv: bool) -> None:
        self.path, self.csv = path.with_suffix(".csv" if csv else ".parquet"), csv
        self.writer: pq.ParquetWriter | pv.CSVWriter | None = None

    def add(self, table: pa.Table) -> None:
        if self.writer is None:
            self.writer = (
                pv.CSVWriter(self.path, table.schema)
                if self.csv
                else pq.ParquetWriter(self.path, table.schema, compression="zstd")
            )
        self.writer.write_table(table)

    def end(self) -> None:
        if self.writer is not None:
            self.writer.close()


def _chunks(total: int) -> Iterator[tuple[int, int]]:
    for first in range(0, total, CHUNK):
        yield first, min(CHUNK, total - first)


def year(
    folder: Path, total: int, *, seed: int = SEED, csv: bool = False, say: Callable[[str], None] = print
) -> list[Path]:
    """The region's year with so many stays: where its three files are."""
    outs = [Out(folder / name, csv) for name in ("stays", "feeds", "messages")]
    for first, count in _chunks(total):
        draw = np.random.default_rng([seed, first])
        table, house, days = stays(first, count, draw)
        made = (table, feeds(first, house, days, draw), messages(first, house, days, draw))
        for out, one in zip(outs, made, strict=True):
            out.add(one)
        say(f"{first + count} stays")
    for out in outs:
        out.end()
    return [out.path for out in outs]


def operators(folder: Path, total: int, *, seed: int = SEED, say: Callable[[str], None] = print) -> Path:
    """One operator's file of so many lines, as CSV."""
    out = Out(folder / "operator", csv=True)
    for first, count in _chunks(total):
        out.add(operator(count, np.random.default_rng([seed, 1, first])))
        say(f"{first + count} lines")
    out.end()
    return out.path


def main(words: list[str] | None = None) -> int:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate_region", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stays", type=int, default=5_000_000)
    parser.add_argument("--operator-rows", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--csv", action="store_true")
    args = parser.parse_args(words)
    args.folder.mkdir(parents=True, exist_ok=True)

    def say(text: str) -> None:
        print(text, file=sys.stderr, end="\r", flush=True)

    if args.stays:
        year(args.folder, args.stays, seed=args.seed, csv=args.csv, say=say)
    if args.operator_rows:
        operators(args.folder, args.operator_rows, seed=args.seed, say=say)
    return 0


if __name__ == "__main__":
    sys.exit(main())
