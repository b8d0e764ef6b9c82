"""Files are received within bounds, computed in a process of its own, and forgotten however it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from socle.programmes.files.verdicts import EMPTY
from socle.programmes.pages import asking, child, limits
from socle.programmes.pages.shelf import FAILED, REFUSED, RUNNING
from socle.programmes.pages.verdicts import TOO_LARGE
from tests.programmes.pages.conftest import AT, tree, words

STAYS = "N° séjour;Date de sortie\r\n1;03/10/2022\r\n".encode("cp1252")


def sent(data=STAYS, name="sejours.csv", **more):
    return {"fenetre": "F2", "mois": "2022-10", "stays": SimpleUploadedFile(name, data), **more}


def passing(settings):
    return settings.SOCLE_DATA_DIR / "passing"


def left(settings):
    """What stands on the shelf: everything but its lock."""
    return [path for path in passing(settings).rglob("*") if path.is_file() and path.name != "lock"]


@pytest.fixture
def begun(monkeypatch):
    """Tasks that would be computed, instead of computing them; the files are there meanwhile."""
    tasks = []

    def start(place, room, asked, at):
        files = sorted(str(path.relative_to(place.files)) for path in place.files.rglob("*") if path.is_file())
        tasks.append((place, room, asked, at, files))

    monkeypatch.setattr(child, "start", start)
    monkeypatch.setattr(child, "wait", lambda place, seconds: None)
    return tasks


def test_a_form_leads_to_an_address_that_only_its_browser_opens(begun):
    client = Client()
    answer = client.post("/structure/", sent())
    assert answer.status_code == 303
    cookie = answer.cookies[asking.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get(answer["Location"]).status_code == 200
    assert Client().get(answer["Location"]).status_code == 404
    ((_, room, asked, _, files),) = begun
    assert (room, asked["window"], asked["month"]) == ("structure", "F2", "2022-10-01")
    assert files == [asked["files"]["stays"]] == ["1/sejours.csv"]


def test_a_computation_that_goes_on_says_how_far_it_is_and_moves_nothing_by_itself(begun):
    client = Client()
    address = client.post("/structure/", sent())["Location"]
    place = begun[0][0]
    place.tell(replace(place.state(), doing="Lecture : Séjours", share=0.25))
    page = tree(client.get(address))
    assert "Lecture : Séjours : 25 %" in words(page)
    assert page.xpath("//progress/@value") == ["25"]
    assert page.xpath(f"//a[@href='{address}']")
    assert not page.xpath("//meta[@http-equiv]")


def test_a_form_that_lacks_its_files_says_so_and_keeps_nothing(begun, settings):
    answer = Client().post(
        "/structure/", {"fenetre": "F2", "mois": "octobre", "lab": SimpleUploadedFile("b.csv", b"x")}
    )
    assert answer.status_code == 400
    said = words(tree(answer))
    assert "Joignez au moins le fichier des séjours." in said
    assert "Ce n’est pas un mois" in said
    assert begun == []
    assert left(settings) == []


@pytest.mark.parametrize("address", ["/structure/", "/region/"])
def test_what_is_announced_too_large_is_refused_before_any_of_it_is_read(begun, settings, address):
    answer = Client().generic("POST", address, b"", CONTENT_LENGTH=str(limits.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert "C’est trop à lire en une fois" in words(tree(answer))
    assert left(settings) == []


def test_files_that_grow_beyond_what_was_announced_are_cut_and_forgotten(begun, settings, monkeypatch):
    monkeypatch.setattr("socle.programmes.pages.uploads.MOST_BYTES", 10)
    answer = Client().post("/structure/", sent())
    assert answer.status_code == 413
    assert begun == []
    assert left(settings) == []


def test_too_many_files_are_refused(begun, settings):
    many = [SimpleUploadedFile(f"{rank}.csv", b"x") for rank in range(limits.MOST_FILES + 1)]
    answer = Client().post("/region/", {"region": "28", "mois": "2022-06", "operators": many})
    assert answer.status_code == 413
    assert f"{limits.MOST_FILES + 1} fichiers" in words(tree(answer))
    assert left(settings) == []


def test_a_form_of_another_site_computes_nothing_and_leaves_nothing(begun, settings):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/structure/", sent()).status_code == 403
    assert begun == []
    assert left(settings) == []


def written(name):
    """A form as a browser of ill will writes it: Django's own client would not send such names."""
    fields = ("fenetre", "F2"), ("mois", "2022-10")
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields]
    head = f'--b\r\nContent-Disposition: form-data; name="stays"; filename="{name}"\r\n\r\n'
    return "".join((*parts, head)).encode() + STAYS + b"\r\n--b--\r\n"


@pytest.mark.parametrize("name", ["../../etc/passwd", "x/..", "..\\\\..\\\\a.csv", ".htaccess", "é" * 200 + ".csv"])
def test_the_name_of_a_file_leads_nowhere(begun, name):
    answer = Client().generic("POST", "/structure/", written(name), content_type="multipart/form-data; boundary=b")
    if not begun:
        assert answer.status_code == 400, "Django knows no file of that name"
        return
    ((place, _, asked, _, files),) = begun
    assert files == [asked["files"]["stays"]]
    assert os.path.normpath(files[0]) == files[0]
    assert len(files[0].encode()) < 255
    assert place.files.joinpath(files[0]).read_bytes() == STAYS


def test_when_as_many_compute_as_may_the_next_is_told_to_come_back(begun):
    client = Client()
    for _ in range(limits.AT_ONCE):
        client.post("/structure/", sent())
    answer = client.post("/structure/", sent())
    assert answer.status_code == 503
    assert "D’autres calculs sont en cours" in words(tree(answer))


def test_a_result_is_erased_when_its_browser_asks(begun, settings):
    client = Client()
    address = client.post("/structure/", sent())["Location"]
    assert Client().post(f"{address}oublier/").status_code == 200
    assert client.get(address).status_code == 200, "another browser erases nothing"
    assert "Le résultat est effacé" in words(tree(client.post(f"{address}oublier/")))
    assert client.get(address).status_code == 404
    assert left(settings) == []


def ended(client, begun, **state):
    address = client.post("/structure/", sent())["Location"]
    place = begun[-1][0]
    place.tell(replace(place.state(), **state))
    return client.get(address)


def test_a_computation_that_broke_tells_a_reference_and_nothing_of_the_files(begun):
    answer = ended(Client(), begun, state=FAILED, doing="ValueError computing:12")
    assert answer.status_code == 500
    assert "ValueError computing:12" in words(tree(answer))


def test_a_computation_that_was_stopped_says_which_bound_it_met(begun):
    answer = ended(Client(), begun, state=FAILED, doing="arrêt -9")
    assert answer.status_code == 503
    assert "Ce calcul a dépassé ce que cette page lui accorde" in words(tree(answer))


def test_the_child_refuses_in_the_words_of_its_findings_and_the_files_are_gone(settings):
    client = Client()
    secret = asking.new_secret()
    client.cookies[asking.COOKIE] = secret
    place = asking.shelf().begin("structure", secret, time.monotonic())
    (place.files / "1").mkdir()
    (place.files / "1" / "sejours.csv").write_bytes(b"")
    asked = {
        "window": "F2", "month": "2022-10-01", "until": None, "cme": None, "switches": [],
        "files": {"stays": "1/sejours.csv"},
    }  # fmt: skip
    child.serve(
        {"folder": str(place.folder), "name": place.name, "key": place.key.hex(), "room": "structure", "asked": asked,
         "at": AT.isoformat()}
    )  # fmt: skip
    assert place.state().state == REFUSED
    assert not place.files.exists()
    answer = client.get(f"/structure/{place.name}/")
    assert answer.status_code == 422
    assert f"/verdicts/{EMPTY.id}/" in answer.content.decode()
    assert "sejours.csv est vide" in words(tree(answer))


def test_a_child_that_breaks_tells_the_kind_of_its_error_never_its_words(settings):
    place = asking.shelf().begin("structure", asking.new_secret(), time.monotonic())
    task = {"folder": str(place.folder), "name": place.name, "key": place.key.hex(), "room": "structure",
            "asked": {"files": {}, "month": "DUPONT"}, "at": AT.isoformat()}  # fmt: skip
    child.serve(task)
    assert place.state().state == FAILED
    assert "DUPONT" not in place.state().doing
    assert place.state().doing.startswith("ValueError")


def test_a_child_that_dies_without_a_word_is_seen_and_its_files_are_removed(settings, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    place = asking.shelf().begin("structure", asking.new_secret(), time.monotonic())
    child.start(place, "structure", {}, AT)
    child.wait(place, 10)
    assert place.state().state == FAILED != RUNNING
    assert place.state().doing == "arrêt 1"
    assert not place.files.exists()


def test_an_answer_too_long_for_the_pages_that_read_it_is_refused_and_says_so(settings, monkeypatch):
    monkeypatch.setattr(limits, "ANSWER", 100)
    place = asking.shelf().begin("region", asking.new_secret(), time.monotonic())
    (place.files / "c.csv").write_text("mois;mesure;valeur\n2022-06;documents;900\n", "utf-8")
    asked = {"region": "28", "month": "2022-06", "files": {"counts": ["c.csv"]}, "choices": {}}
    child.serve(
        {"folder": str(place.folder), "name": place.name, "key": place.key.hex(), "room": "region", "asked": asked,
         "at": AT.isoformat()}
    )  # fmt: skip
    assert place.state().state == REFUSED
    assert place.get("answer") is None
    [[verdict, _, _, found]] = json.loads(place.get("refused"))
    assert (verdict, "de résultat" in found) == (TOO_LARGE.id, True)


def test_a_computation_takes_no_more_memory_than_it_may_and_goes_first_where_memory_lacks():
    said = """
from pathlib import Path
from socle.programmes.pages import child, limits
child.bound()
print(Path("/proc/self/oom_score_adj").read_text().strip())
try:
    bytearray(limits.MEMORY)
except MemoryError:
    print("no more")
"""
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["1000", "no more"]
