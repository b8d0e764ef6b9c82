"""What every test may ask for: the samples, the fictitious clock, the database chosen for this run."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations

from tests import forks, prepared
from tests.storage import house

HERE = Path(__file__).parent
SAMPLES = Path(os.environ.get("SOCLE_SAMPLES", HERE.parent.parent / "shared" / "samples"))

#: Folders of tests that start programs, in the order of what they take. They begin first, so that processes that share
#: the tests end together; the run on PostgreSQL, which goes on beside, takes them last, when the other one computes.
SLOW = ("browser", "failures", "config", "cli", "storage", "journeys", "sandbox", "space", "record")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests are made and none of them goes: looking for what went takes a tenth of collecting."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {folder: rank for rank, folder in enumerate(SLOW)}
    items.sort(
        key=lambda item: ranks.get(item.path.relative_to(HERE).parts[0], len(SLOW)),
        reverse="SOCLE_TEST_POSTGRES" in os.environ,
    )


@pytest.fixture(scope="session", autouse=True)
def where_sandboxes_are_prepared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One folder for all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    os.environ[prepared.WHERE] = str((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "prepared")


@pytest.fixture(scope="session", autouse=True)
def forked_programs() -> Iterator[None]:
    forks.allow()
    yield
    forks.end()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of samples written by others, read in place and never copied."""
    if not SAMPLES.is_dir():
        pytest.skip("no samples here: set SOCLE_SAMPLES to their folder")
    return SAMPLES


@pytest.fixture(scope="session")
def dmp_samples() -> Path:
    """Our own worked dialogues of the DMP."""
    return HERE / "data" / "dmp"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path) -> Path:
    """Documents and keys of this test alone."""
    settings.SOCLE_DATA_DIR = tmp_path / "socle"
    return settings.SOCLE_DATA_DIR


@pytest.fixture(scope="session", autouse=True)
def emptied_journal() -> None:
    """Tests with real transactions empty the tables after them; the journal's guard is lifted just for that."""
    from socle.ledger import guard  # noqa: PLC0415 - no room is imported before Django's settings are read

    flush = BaseDatabaseOperations.execute_sql_flush

    def execute(self, sql_list):
        with ExitStack() as stack:
            if guard.TABLE in self.connection.introspection.table_names():
                stack.enter_context(guard.lifted(self.connection))
            flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = execute
    yield
    BaseDatabaseOperations.execute_sql_flush = flush


@pytest.fixture(scope="session")
def laid_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with the schema and nothing else."""
    folder = tmp_path_factory.mktemp("laid")
    house.prepare(folder / "data")
    return folder / "data" / "socle.sqlite3"


@pytest.fixture
def shared_database(transactional_db, tmp_path, request):
    """Real transactions across threads and processes, on the engine of this run.

    A file for SQLite, whose test database otherwise stays in memory.
    """
    if connection.vendor != "sqlite":
        yield
        return
    known = connections.databases["default"]
    memory, held = known["NAME"], connection.connection
    connection.connection = None
    known["NAME"] = connection.settings_dict["NAME"] = str(tmp_path / "shared.sqlite3")
    shutil.copyfile(request.getfixturevalue("laid_file"), tmp_path / "shared.sqlite3")
    try:
        connection.ensure_connection()
        yield
    finally:
        connection.connection.close()
        connection.connection = held
        known["NAME"] = connection.settings_dict["NAME"] = memory
