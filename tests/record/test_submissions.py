"""What a submission becomes, and what makes two submissions the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from socle.record.submissions import Digest, Surroundings, assign, fingerprint, plan
from socle.wire.xds.model import HAS_MEMBER, REPLACES, Association, Code, Folder
from tests.record.submission_builders import AT, PATIENT, link, member, submission

KEPT = "urn:uuid:11111111-2222-4333-8444-555555555555"


def uuids():
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


def digests(sent):
    return {id: Digest.of(part.read()) for id, part in sent.parts.items()}


def print_of(sent):
    return fingerprint(sent, digests(sent))


def planned(sent, around=None):
    return plan(sent, digests(sent), around or Surroundings(), at=AT, new_uuid=uuids())


SENT = submission(("1.1", b"<a/>"), ("1.2", b"<b/>"))


def renamed(sent):
    """The same submission with other symbolic ids, in another order."""
    names = {"Document01": "x", "Document02": "y", "Set": "z"}
    return replace(
        sent,
        sets=tuple(replace(held, id=names[held.id]) for held in sent.sets),
        entries=tuple(replace(held, id=names[held.id]) for held in reversed(sent.entries)),
        associations=tuple(
            replace(held, id="a", source=names[held.source], target=names[held.target]) for held in sent.associations
        ),
        parts={names[id]: part for id, part in sent.parts.items()},
    )


def test_other_symbolic_ids_and_another_order_make_the_same_submission():
    assert print_of(renamed(SENT)) == print_of(SENT)


def test_a_hash_sent_or_left_out_makes_the_same_submission():
    told = replace(SENT.entries[0], hash=Digest.of(b"<a/>").hash, size=4)
    assert print_of(replace(SENT, entries=(told, SENT.entries[1]))) == print_of(SENT)


@pytest.mark.parametrize(
    "other",
    [
        submission(("1.1", b"<a/>"), ("1.2", b"<changed/>")),
        submission(("1.1", b"<a/>"), ("1.3", b"<b/>")),
        submission(("1.1", b"<a/>")),
        submission(("1.1", b"<a/>"), ("1.2", b"<b/>"), title="Autre titre"),
        submission(("1.1", b"<a/>"), ("1.2", b"<b/>"), type_code=Code("x", "y")),
        submission(("1.1", b"<a/>"), ("1.2", b"<b/>"), set_id="other"),
        submission(("1.1", b"<a/>"), ("1.2", b"<b/>"), links=(link(REPLACES, "Document01", KEPT),)),
    ],
)
def test_any_other_difference_makes_another_submission(other):
    assert print_of(other) != print_of(SENT)


def test_every_object_receives_an_id_of_its_own():
    written = planned(SENT)
    ids = [held.id for held in (written.submission_set, *written.entries, *written.associations)]
    assert len(set(ids)) == len(ids) == 5
    assert all(id.startswith("urn:uuid:") for id in ids)


def test_an_association_that_bears_the_id_of_an_entry_leaves_it_its_name():
    sent = replace(SENT, associations=(replace(SENT.associations[0], id="Document01"), SENT.associations[1]))
    written = planned(sent)
    assert written.assigned["Document01"] == written.entries[0].id
    assert written.associations[0].id != written.entries[0].id
    assert written.associations[0].target == written.entries[0].id


def test_a_urn_uuid_in_use_is_replaced():
    sent = submission(("1.1", b"<a/>"))
    sent = replace(sent, entries=(replace(sent.entries[0], id=KEPT),))
    assert assign(sent, Surroundings(), uuids())[KEPT] == KEPT
    assert assign(sent, Surroundings(taken=frozenset({KEPT})), uuids())[KEPT] != KEPT


def test_an_upper_case_uuid_is_symbolic():
    sent = submission(("1.1", b"<a/>"))
    sent = replace(sent, entries=(replace(sent.entries[0], id=KEPT.upper()),))
    assert assign(sent, Surroundings(), uuids())[KEPT.upper()] != KEPT


def test_an_association_of_a_folder_to_a_set_is_named_by_another():
    folder = Folder(id="Folder", unique_id="7.1", patient_id=PATIENT)
    inner = Association(id="inner", type=HAS_MEMBER, source="Folder", target="Document01")
    sent = submission(("1.1", b"<a/>"), folders=(folder,), links=(inner, member("Set", "inner")))
    written = planned(sent)
    outer = written.associations[-1]
    assert outer.target == next(held.id for held in written.associations if held.source == written.folders[0].id)


def test_a_document_already_there_is_not_written_again():
    written = planned(SENT, Surroundings(present={"1.1": KEPT}))
    assert [entry.unique_id for entry in written.entries] == ["1.2"]
    assert {link.target for link in written.associations} == {KEPT, written.entries[0].id}


def test_what_the_sender_says_of_the_server_s_own_attributes_does_not_count():
    sent = submission(
        ("1.1", b"<a/>"), repository_unique_id="9.9", version=7, status="urn:Deleted", logical_id=KEPT, uri="u"
    )
    (entry,) = planned(sent).entries
    assert (entry.version, entry.logical_id, entry.uri) == (1, entry.id, None)
    assert entry.status.endswith("Approved")
