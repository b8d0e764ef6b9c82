"""Rows written and read by hand are those that the models describe."""

from __future__ import annotations

import pytest

from socle.directory import store as directory_store
from socle.directory.models import TokenUse
from socle.record.models import AssociationRow, Entry, FolderRow, Identifier, SubmissionSetRow
from socle.record.store import identifiers, rows, writing

WRITTEN = {
    Entry: writing.ENTRIES,
    SubmissionSetRow: writing.SETS,
    FolderRow: writing.FOLDERS,
    AssociationRow: writing.ASSOCIATIONS,
    Identifier: identifiers.CLAIM,
}


def columns(model):
    """All but the twin, which the database writes itself."""
    return {field.column for field in model._meta.concrete_fields} - {"twin"}


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_a_row_written_by_hand_fills_every_column_of_its_model(model):
    assert WRITTEN[model].table == model._meta.db_table
    assert set(WRITTEN[model].columns) == columns(model)
    assert len(WRITTEN[model].columns) == len(columns(model))


def test_a_row_read_by_hand_has_the_columns_of_its_model():
    assert set(rows.EntryRow._fields) <= columns(Entry)


def test_the_use_of_a_token_is_written_with_every_column_but_its_number():
    assert set(directory_store.USES.columns) == columns(TokenUse) - {"id"}
