"""Files of the programmes, as people have them: what the small reader says, the reader of any size says too."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from socle.programmes import files
from tests.fuzzing.mutators import octets
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, plain
from tests.programmes.files.shapes import STAYS

HEADING = "N° séjour;Date de sortie;Champ;Envoyé le;Montant;Taille;Décédé;Note"
ROWS = (
    '0042;31/12/2022;Médecine;31/12/2022 14:05;"1 234,56";1 000;oui;"deux\nlignes"',
    '="0043";2022-12-31;PSY;2022-06-30T22:30:15Z;12;3;;plein',
    "0044;20221231;;;;;;",
    "0045;12/31/2022;MCO;hier;1.234;x;peut-être;é",
    "0046",
    "",
)


@cache
def _seeds() -> Seeds:
    text = "\n".join(("Export du 12/01/2023", HEADING, *ROWS, *ROWS))
    kinds = {name: text.encode(name) for name in ("utf-8", "utf-8-sig", "cp1252", "utf-16")}
    kinds |= {f"separated {sign!r}": text.replace(";", sign).encode() for sign in ",\t|"}
    return Seeds.of(kinds | {"windows": text.replace("\n", "\r\n").encode("cp1252"), "plain": text[:400].encode()})


def check_table(data: bytes) -> Iterable[str]:
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / "stays.csv"
        path.write_bytes(data)
        small, loaded = _told(lambda: files.rows(path, STAYS)), _told(lambda: files.read(path, STAYS, into=folder))
        if isinstance(small, files.UnreadableFile) or isinstance(loaded, files.UnreadableFile):
            assert isinstance(small, files.UnreadableFile), loaded
            assert isinstance(loaded, files.UnreadableFile), small
            assert not list(folder.glob("*.parquet"))
            return {small.finding.verdict.id, loaded.finding.verdict.id}
        assert loaded.rows == len(small.rows)
        rows = pq.read_table(loaded.path).to_pylist()
        assert sorted(map(_said, rows)) == sorted(_said(row.values) for row in small.rows)
        assert loaded.rejected.by_reason == small.rejected.by_reason
        assert sum(loaded.rejected.by_reason.values()) == loaded.rejected.count
        loaded.as_json()
        return {why for why, _ in loaded.rejected.by_reason}
    finally:
        shutil.rmtree(folder)


def _said(values: Mapping[str, object]) -> str:
    return str([value.normalize() if isinstance(value, Decimal) else value for value in values.values()])


def _told(read):
    try:
        return read()
    except files.UnreadableFile as told:
        told.finding.as_dict()
        return told


def targets() -> list[Target]:
    return [plain("table", _seeds, lambda: octets.mutate, check_table, 15)]
