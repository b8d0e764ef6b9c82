"""The measures themselves: a short campaign runs, is accepted throughout, and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from benchmarks import house, population, report, sizes
from benchmarks.campaign import percentile, summary
from benchmarks.documents import document
from benchmarks.filling import Filling
from benchmarks.load import Tally, reason
from benchmarks.people import patient

from socle.documents import cda
from socle.identity.matricule import is_valid
from socle.identity.models import Person, PersonIdentifier
from socle.record.models import AuthorisationRow, Entry, Identifier, Record
from tests.servers import clean_environment

ROOT = Path(__file__).parent.parent


def test_a_refused_answer_makes_a_campaign_invalid_and_says_why():
    tally = Tally({"feed": [0.1]}, last=1.0)
    tally.errors["feed"] += 1
    tally.reasons.append(reason(500, b'<e codeContext="Le lot de soumission est vide."/>'))
    found = {"engines": {"sqlite": {"runs": [summary(tally) | {"kind": "feed", "clients": 1}], "floors": []}}}
    (wrong,) = report.valid(found)
    assert "Le lot de soumission est vide." in wrong


def test_percentiles_are_those_of_the_ordered_times():
    times = [number / 100 for number in range(1, 101)]
    assert [percentile(times, part) for part in (0.5, 0.95, 0.99)] == [0.51, 0.96, 1.0]
    assert percentile([], 0.5) == 0.0


def test_no_two_patients_share_an_ins_and_each_has_its_key():
    people = [patient(rank) for rank in range(20_000)]
    assert len({held.ins for held in people}) == len({held.record_id for held in people}) == len(people)
    assert all(is_valid(held.ins) for held in people)


def test_documents_have_the_size_drawn_and_read_as_level_1():
    for size in sizes.draw(31, seed=1):
        data = document(patient(7), "1.2.3", size)
        assert abs(len(data) - size) < 1000
    read, findings = cda.read(data)
    assert read is not None
    assert not findings
    assert read.body.level == 1


def test_a_short_campaign_feeds_a_real_socle_and_is_refused_nothing(tmp_path):
    out = tmp_path / "found.json"
    words = ["--quick", "--only", "feed", "--seconds", "1", "--clients", "2", "--stock", "12", "--patients", "8"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words, "--documents", "2", "--out", str(out)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        cwd=ROOT,
        env=clean_environment(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text("utf-8"))["engines"]["sqlite"]
    (run,) = found["runs"]
    assert run["kind"] == "feed"
    assert run["count"] > 0
    assert {floor["kind"] for floor in found["floors"]} == {"floor: bare", "floor: insert"}
    assert "feed / floor insert (2 clients)" in done.stdout


def rows(*models):
    """What these tables hold, but for ciphertexts and the numbers that the database counts."""
    held = [dict(row) for model in models for row in model.objects.values()]
    for row in held:
        row["sealed"] = b""
        if isinstance(row.get("id"), int):
            del row["id"], row["twin"]
    return sorted(held, key=str)


@pytest.mark.database
@pytest.mark.django_db
def test_what_the_database_fills_by_itself_is_what_a_load_row_by_row_writes():
    """All but the ciphertexts, which differ each time: those of records that nobody reads open with no key."""
    loader = population.Loader(datetime.fromisoformat(house.INSTANT))
    tables = (Entry, Identifier, AuthorisationRow, Record, PersonIdentifier, Person)
    for act in ("people", "entries"):
        Filling(loader, 3, frozenset({2})).fill(act, 0, 4)
    filled = rows(*tables)
    for model in tables:
        model.objects.all().delete()
    loader.people(0, 4)
    loader.entries(0, 4, 3)
    assert len(filled) == 4 * (3 + 7 + 4)
    assert filled == rows(*tables)
