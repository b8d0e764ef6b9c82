"""One expression, two engines: the embedded one and a cluster that speaks Spark's protocol say the same."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from socle.programmes import engine
from socle.programmes.files.loading import read
from tests.programmes.files.shapes import STAYS


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder, chance = tmp_path_factory.mktemp("stays"), random.Random(7)
    found = []
    for name in ("first", "second"):
        lines = ["stay;sortie;champ;sent;montant;size;died"]
        for stay in range(3000):
            day = date(2022, 1, 1) + timedelta(days=chance.randrange(365))
            sent = datetime(day.year, day.month, day.day, 23, 30) + timedelta(hours=chance.randrange(72))
            lines.append(
                f"{name[0]}{stay // 2};{day:%d/%m/%Y};{chance.choice(['MCO', 'PSY', ''])};"
                f"{chance.choice([sent.isoformat(), ''])};{chance.randrange(10000) / 100:.2f};{stay};{chance.choice('on')}"
            )
        (folder / f"{name}.csv").write_text("\n".join(lines), "utf-8")
        found.append(read(folder / f"{name}.csv", STAYS, into=folder / "out"))
    return found


def _expression(stays):
    """What the programmes ask: distinct, by month, joined with the first of its kind, a difference of instants."""
    month = stays.mutate(month=stays.discharged.truncate("M"))
    first = stays.group_by("stay").agg(first=stays.sent.min())
    both = month.join(first, "stay", how="left")
    late = both.first.notnull() & ((both.sent.epoch_seconds() - both.first.epoch_seconds()) > 86400)
    return (
        both.group_by(["month", "activity"])
        .agg(
            rows=both.count(),
            stays=both.stay.nunique(),
            late=late.fill_null(False).sum(),
            amount=both.amount.sum(),
            died=both.died.cast("int64").sum(),
            last=both.sent.max(),
        )
        .order_by(["month", "activity"])
    )


def test_both_engines_say_the_same_of_typed_files(loaded):
    said = {}
    for name in engine.ENGINES:
        with engine.opened(name, threads=2, memory="500MB") as e:
            kept = e.kept(e.table(loaded).filter(lambda t: t.activity.notnull()))
            said[name] = [e.rows(_expression(kept)), e.rows(e.table(loaded).count().name("n").as_table())]
            folder = e.folder
        assert not folder.exists()
    assert said["duckdb"] == said["spark"]
    assert said["spark"][1] == [{"n": 6000}]
    assert len(said["spark"][0]) == 24
