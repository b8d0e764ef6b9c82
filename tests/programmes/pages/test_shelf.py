"""What passes through the shelf opens for the browser that asked, for an hour, and is nowhere in clear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socle.programmes.pages import limits
from socle.programmes.pages.shelf import DONE, Shelf, ShelfBusy, new_secret

SECRET = new_secret()


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "passing")


def done(place):
    place.tell(replace(place.state(), state=DONE))
    return place


def test_an_answer_opens_with_the_secret_of_the_browser_that_asked_and_with_no_other(shelf):
    place = shelf.begin("structure", SECRET, 10.0)
    place.put("answer", b"sejour 22000001")
    assert shelf.find("structure", place.name, SECRET, 11.0).get("answer") == b"sejour 22000001"
    assert shelf.find("structure", place.name, new_secret(), 11.0) is None
    assert shelf.find("structure", place.name, "", 11.0) is None


def test_the_disk_alone_tells_nothing_of_an_answer(shelf, tmp_path):
    place = shelf.begin("structure", SECRET, 10.0)
    place.put("answer", b"sejour 22000001 " * 50)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"22000001" not in written
    assert SECRET.encode() not in written
    assert (tmp_path / "passing" / place.name).stat().st_mode & 0o077 == 0


def test_an_answer_of_one_room_is_none_of_the_other(shelf):
    place = shelf.begin("structure", SECRET, 10.0)
    assert shelf.find("region", place.name, SECRET, 11.0) is None


def test_a_name_that_was_not_drawn_here_opens_nothing_wherever_it_leads(shelf):
    shelf.begin("structure", SECRET, 10.0)
    for name in ("", ".", "../passing", "x" * 22, "lock"):
        assert shelf.find("structure", name, SECRET, 11.0) is None


def test_an_answer_is_gone_after_its_hour(shelf):
    place = done(shelf.begin("structure", SECRET, 10.0))
    assert shelf.find("structure", place.name, SECRET, 10.0 + limits.KEPT) is not None
    assert shelf.find("structure", place.name, SECRET, 11.0 + limits.KEPT) is None
    shelf.sweep(11.0 + limits.KEPT)
    assert not place.folder.exists()


def test_what_began_before_the_machine_did_is_over(shelf):
    place = done(shelf.begin("structure", SECRET, 5_000.0))
    shelf.sweep(10.0)
    assert not place.folder.exists()


def test_a_computation_whose_process_was_lost_is_over_at_last_and_its_files_with_it(shelf):
    place = shelf.begin("structure", SECRET, 10.0)
    (place.files / "sejours.csv").write_text("22000001")
    shelf.sweep(10.0 + limits.SECONDS + 61)
    assert not place.folder.exists()


def test_no_more_computations_run_at_once_than_the_machine_bears(shelf):
    places = [shelf.begin("structure", SECRET, 10.0) for _ in range(limits.AT_ONCE)]
    with pytest.raises(ShelfBusy):
        shelf.begin("region", SECRET, 11.0)
    done(places[0])
    assert shelf.begin("region", SECRET, 12.0)


def test_the_oldest_answers_leave_when_all_take_too_much_room(shelf, monkeypatch):
    monkeypatch.setattr("socle.programmes.pages.shelf.SHELF", 250)
    places = [done(shelf.begin("structure", SECRET, float(rank))) for rank in range(1, 4)]
    for place in places:
        (place.folder / "answer.sealed").write_bytes(b"x" * 100)
    shelf.sweep(10.0)
    assert [place.folder.exists() for place in places] == [False, True, True]
