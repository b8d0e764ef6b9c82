"""On PostgreSQL: whatever the services ask of a record is asked of one partition, and identifiers of those of their kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_stack

import pytest
from django.db import connection, transaction

import socle
from socle.record import services
from socle.record.models import Identifier
from socle.record.submissions import REPOSITORY
from socle.wire.xds.model import APPROVED, DELETED, MASKED_TO_PROFESSIONALS, DocumentRequest
from tests.record import facts_builders as build
from tests.record import nist
from tests.record.player import Player
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.services.test_nist_queries import PLANS, ask, held  # noqa: F401
from tests.record.services.test_updating import AT, INS, NOTE, new_status, new_visibility, note, update  # noqa: F401
from tests.record.test_endpoints_story import feed_everything

pytestmark = [pytest.mark.database, pytest.mark.django_db]

PACKAGE = Path(socle.__file__).parent
TABLES = ("record_entry", "record_submissionsetrow", "record_associationrow", "record_identifier")
_TOUCHES = re.compile(rf"\b({'|'.join(TABLES)})\b")
_PART = re.compile(rf'"Relation Name": "({"|".join(TABLES)})__(\w+)"')


def asked_by_socle():
    """Whether the statement at hand comes from Socle itself: tests look into tables as they like."""
    files = (Path(frame.filename) for frame in reversed(extract_stack()))
    nearest = next(file for file in files if file != Path(__file__) and not {"django", "psycopg"} & set(file.parts))
    return PACKAGE in nearest.parents


@contextmanager
def explained() -> Iterator[dict[str, list[tuple[str, frozenset[str], str]]]]:
    """By table: what each statement run within asked of which partitions, with its text."""
    found: dict[str, list[tuple[str, frozenset[str], str]]] = {table: [] for table in TABLES}

    def explain(execute, sql, params, many, context):
        if _TOUCHES.search(sql) and sql.split()[0] in {"SELECT", "UPDATE", "DELETE"} and asked_by_socle():
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                plan = json.dumps(cursor.fetchone()[0])
            for table in TABLES:
                parts = frozenset(part for name, part in _PART.findall(plan) if name == table)
                if parts:
                    found[table].append((sql, parts, str(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


def assert_pruned(found, *, tables=TABLES):
    for table in tables:
        assert found[table], f"nothing was asked of {table}: this proves nothing"
        for sql, parts, params in found[table]:
            if table == "record_identifier":
                named = {
                    kind.value for kind in Identifier.Kind if f"'{kind.value}'" in params or f"'{kind.value}'" in sql
                }
                named |= {kind.value for kind in Identifier.Kind if f"Kind.{kind.name}" in params}
                assert parts <= named, (sql, parts)
            else:
                assert len(parts) == 1, (sql, parts)


def test_feeding_finding_and_reading(player: Player):
    if connection.vendor != "postgresql":
        return
    with explained() as found:
        feed_everything(player)
        for name in (
            "td0.2-authorisation-valid",
            "td3.1a-find-documents",
            "td3.1a-find-documents-by-type",
            "td3.1a-find-submission-sets",
            "td3.1b-get-documents",
            "td3.2-retrieve",
        ):
            assert player.play(name).fault is None, name
    assert_pruned(found)


def test_changing_listing_and_reading_a_document(note):  # noqa: F811
    if connection.vendor != "postgresql":
        return
    with explained() as found:
        services.documents_of(build.actor(), note, AT)
        services.retrieve(build.actor(), [DocumentRequest(REPOSITORY, NOTE)], INS, AT)
        services.history(build.actor(), note, AT)
        assert update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS)).decision.allowed
        assert update(build.actor(), new_status(note, APPROVED, DELETED)).decision.allowed
    assert_pruned(found, tables=("record_entry", "record_identifier"))


@pytest.mark.skipif(not PLANS, reason="no samples here: set SOCLE_SAMPLES to their folder")
def test_every_stored_query(held):  # noqa: F811
    if connection.vendor != "postgresql":
        return
    with explained() as found:
        for plan in PLANS:
            with transaction.atomic():
                ask(nist.query(plan, held))
    assert_pruned(found)
