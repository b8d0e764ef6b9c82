"""Databases of their own for the data folders of a test, on the engine of this run."""

from __future__ import annotations

import json

import pytest
from tests.servers import database_of, socle
from tests.storage import house


@pytest.fixture
def database():
    """Gives the environment that names the database of a data folder: nothing on SQLite, where it lies inside."""

    def environment(data):
        url = database_of(data)
        return {"DATABASE_URL": url} if url else {}

    return environment


@pytest.fixture
def place(tmp_path, database):
    """A Socle with some documents, and how to call commands on it and on its restored twin."""

    class Place:
        data, twin, backups, keys = (tmp_path / name for name in ("data", "twin", "backups", "keys"))

        def feed(self, first, last, data=None, **environment):
            data = data or self.data
            house.run("feed", data, first, last, **database(data), **environment)

        def seal(self, data=None, **environment):
            data = data or self.data
            house.run("seal", data, **database(data), **environment)

        def read(self, data):
            return json.loads(house.run("read", data, **database(data)))

        def socle(self, *words, data=None, status=0, **environment):
            data = data or self.data
            done = socle(
                words[0], "--json", *map(str, words[1:]), "--data", str(data), **database(data), **environment
            )  # fmt: skip
            assert done.returncode == status, done.stdout + done.stderr
            return json.loads(done.stdout) if done.stdout else done.stderr

        def backup(self, *words, **options):
            return self.socle("backup", self.backups, "--keys", self.keys, *words, **options)

        def restore(self, *words, **options):
            return self.socle("restore", self.backups, "--keys", self.keys, *words, data=self.twin, **options)

    house.prepare(Place.data)
    return Place()
