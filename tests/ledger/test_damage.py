"""Bytes changed in the file of the database itself, below SQL."""

from __future__ import annotations

import subprocess
import sys

from tests.servers import clean_environment

PROGRAM = """
import random, re, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from socle.config import startup
from socle.config.settings import Settings
folder = Path(sys.argv[1])
folder.mkdir()
startup.setup(Settings(data_dir=folder, log_level="ERROR"))
startup.migrate()
from django.db import connection
from socle.ledger import sealing, signing
from socle.ledger.models import Event, Tile, TreeHead
from socle.ledger.verification import verify
from tests.ledger.acts import seal, tell
tell(20, record_id="r" * 20)
seal()
with connection.cursor() as cursor:
    cursor.execute("VACUUM")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
heads = sealing.heads_folder()
keys = signing.published(heads)
needles = [event.body.encode() for event in Event.objects.all()]
needles += [bytes(event.leaf) for event in Event.objects.all()]
needles += [event.event_id.encode() for event in Event.objects.all()]
needles += [b"1.2.7", b"r" * 20, b"499880000015001"]
needles += [bytes(part) for head in TreeHead.objects.all() for part in (head.root, head.key, head.signature)]
needles += [bytes(tile.hashes) for tile in Tile.objects.all()]
connection.close()
file = folder / "socle.sqlite3"
data = file.read_bytes()
chance = random.Random(9162)
places = [found.start() + chance.randrange(len(needle)) for needle in needles for found in re.finditer(re.escape(needle), data)]
print(len(places))
def judged():
    try:
        return verify(heads, keys).first_bad
    finally:
        connection.close()
assert judged() is None
for place in chance.sample(places, 150):
    file.write_bytes(data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :])
    if judged() is None:
        print("missed", place, data[place - 20 : place + 20])
file.write_bytes(data)
assert judged() is None
"""


def test_any_byte_changed_in_the_file_of_sqlite_is_found(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=clean_environment())
    assert done.returncode == 0, done.stderr
    count, *missed = done.stdout.splitlines()
    assert missed == []
    assert int(count) > 100
