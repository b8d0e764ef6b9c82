"""A backup taken while sixteen clients feed over TLS, restored elsewhere: the same bytes, the same proofs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from benchmarks.people import patient

from socle.ledger import verifier
from tests.failures.hospitals import at_work
from tests.servers import database_of
from tests.soak.hospital import Reader, Staff
from tests.soak.oracle import Held, Oracle
from tests.soak.place import Place, free_ports
from tests.soak.writers import CLIENTS
from tests.storage import house

pytestmark = [pytest.mark.database, pytest.mark.campaign]


@dataclass
class Saved:
    """A Socle that was fed and copied and then ended, what its clients know, what it held and proved itself."""

    place: Place
    oracle: Oracle
    backups: Path
    name: str
    promised: set[str]
    held: dict[str, list[str]]
    events: list[str]

    def restored(self, folder: Path) -> Place:
        """The backup in a folder, and a database, of its own; not started."""
        data = folder / "twin"
        twin = Place(data, free_ports(), database_of(data) or "")
        done = twin.socle("restore", str(self.backups), "--snapshot", self.name)
        assert done.returncode == 0, done.stderr
        return twin


def opened(place: Place) -> dict[str, list[str]]:
    """Each document at rest: its record, the digests of its bytes and of its entry, or why it does not open."""
    found: dict[str, list[str]] = json.loads(house.run("open", place.data, **place.variables))
    return found


def told(place: Place, *words: str) -> Any:
    """What a command prints, as JSON."""
    done = place.socle(*words, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def events(place: Place) -> list[str]:
    return place.socle("ledger", "events").stdout.splitlines()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    with at_work(folder / "data", folder, clients=CLIENTS) as hospital:
        hospital.feeds(CLIENTS)
        hospital.until((folder / "data" / "heads" / "heads.jsonl").exists, "a signed head")
        promised = {held.unique_id for sent in hospital.oracle.all() if sent.acknowledged for held in sent.documents}
        before = hospital.acknowledged()
        words = ["backup", str(folder / "backups"), "--keys-life", "1d"]
        made = told(hospital.place, *words)
        assert hospital.acknowledged() > before, "nobody fed while the backup was taken"
        hospital.feeds(1)
        hospital.pause()
        hospital.place.stop()
        place = hospital.place
        yield Saved(place, hospital.oracle, folder / "backups", made["name"], promised, opened(place), events(place))


def test_documents_and_proofs_of_a_backup_taken_under_load_are_those_of_the_original(saved, tmp_path):
    twin = saved.restored(tmp_path)
    kept = opened(twin)
    assert saved.promised <= set(kept) < set(saved.held)
    assert kept == {unique_id: saved.held[unique_id] for unique_id in kept}
    assert told(twin, "check")["valid"]
    same_journal(saved, twin, tmp_path)
    twin.start()
    try:
        read_back(saved, twin, set(kept))
    finally:
        twin.kill_all()


def same_journal(saved, twin, folder):
    """Its tree is the beginning of the original's: same head, same events, same paths, and the verifier agrees."""
    head = told(twin, "ledger", "head")
    size = str(head["size"])
    sealed = events(twin)
    assert len(sealed) == head["size"] < len(saved.events)
    assert sealed == saved.events[: head["size"]]
    files = {"head": head, "growth": told(saved.place, "ledger", "prove", "--since", size)}
    assert files["growth"]["first"] == head
    for name, body in (("first", sealed[0]), ("last", sealed[-1])):
        event = json.loads(body)["id"]
        proof = told(twin, "ledger", "prove", event)
        assert proof == told(saved.place, "ledger", "prove", event, "--size", size)
        assert proof["body"] == body
        files[name] = proof
    paths = [folder / f"{name}.json" for name in files]
    for path, document in zip(paths, files.values(), strict=True):
        path.write_text(json.dumps(document))
    words = [*map(str, paths), "--key", str(saved.place.data / "heads" / "ledger.pub")]
    command = [sys.executable, verifier.__file__, *words]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    since = f"{size},{head['root']}"
    assert told(saved.place, "ledger", "verify", "--since", since)["valid"]
    assert told(twin, "ledger", "verify", "--since", since)["valid"]


def read_back(saved, twin, kept):
    """Each document of the copy that a client sent comes through its doors as it was sent."""
    known = {held.unique_id: held for sent in saved.oracle.all() for held in sent.documents}
    read = set()
    with Reader(twin.tls_url, Staff.of(twin.api).physician) as reader:
        for rank in saved.oracle.patients():
            ids = sorted(one.unique_id for one in reader.listed(rank))
            for unique_id, data in reader.bytes_of(rank, ids).items():
                assert Held.of(unique_id, data) == known[unique_id]
                read.add(unique_id)
    assert read == kept & set(known)  # the world has documents of its own


def test_an_erased_record_opens_neither_live_nor_in_the_old_backup_once_the_copies_of_its_key_expired(saved, tmp_path):
    sent = next(one for one in saved.oracle.all() if one.documents[0].unique_id in saved.promised)
    erased = saved.held[sent.documents[0].unique_id][0]
    its = {unique_id for unique_id, (record, _, _) in saved.held.items() if record == erased}
    elsewhere = tmp_path / "backups"
    shutil.copytree(saved.backups, elsewhere)
    old = Saved(**vars(saved) | {"backups": elsewhere})
    house.run("erase", saved.place.data, patient(sent.patient).ins, **saved.place.variables)
    live = opened(saved.place)
    assert live == {unique_id: held for unique_id, held in saved.held.items() if unique_id not in its}
    house.run("backup", saved.place.data, elsewhere, 2, **saved.place.variables)  # in two days: the old keys go
    twin = old.restored(tmp_path)
    kept = opened(twin)
    assert sent.documents[0].unique_id in kept
    for unique_id, (record, document, entry) in kept.items():
        if unique_id in its:
            assert (document, entry) == ("no key", "no key"), unique_id
        else:
            assert [record, document, entry] == saved.held[unique_id]
    report = told(twin, "check")
    assert (report["valid"], report["destroyed"]) == (True, 1)
