"""ITI-57 in the neutral profile: new versions and statuses of what was registered or kept here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.record.submission_builders import GET_DOCUMENTS, member, submission
from tests.record.xds.test_iti42 import KEPT, codes, described, register, send

from socle.record.models import Entry
from socle.record.profile import DMP
from socle.record.transactions import recognise
from socle.record.xds.iti57 import update_document_set
from socle.wire.xds import write
from socle.wire.xds.model import (
    APPROVED,
    DEPRECATED,
    UPDATES_STATUS,
    Association,
    StoredQuery,
    Submission,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def versions() -> list[tuple[int, str]]:
    return list(Entry.objects.order_by("version").values_list("version", "status"))


def lid() -> str:
    return Entry.objects.values_list("lid", flat=True)[0]


def revised(previous: str = "1", set_id: str = "9.9", **changes: object) -> Submission:
    """A second version of the document that `described(1)` registers."""
    told = described(1, logical_id=lid())
    sent = replace(told, entries=(replace(told.entries[0], **changes),), associations=())
    own = replace(sent.sets[0], unique_id=set_id)
    membership = member(own.id, sent.entries[0].id)
    slots = (*membership.slots, ("PreviousVersion", (previous,)))
    return replace(sent, sets=(own,), associations=(replace(membership, id="membership", slots=slots),))


def change(new: str, original: str = APPROVED) -> Submission:
    (row,) = Entry.objects.all()
    slots = (("OriginalStatus", (original,)), ("NewStatus", (new,)))
    own = submission(set_id="9.8").sets[0]
    return Submission(
        sets=(own,), associations=(Association(id="u", type=UPDATES_STATUS, source=own.id, target=row.id, slots=slots),)
    )


def test_both_profiles_answer_an_update_by_one_binding() -> None:
    body = write.submit_objects(described(1).entries)
    known, neutral = recognise(body), recognise(body, neutral=True)
    assert known is not None
    assert neutral is not None
    assert known.id == "TD3.3"
    assert known.respond is neutral.respond is update_document_set


def test_without_a_token_the_dmp_updates_nothing() -> None:
    answer = register(described(1), profile=DMP)
    assert answer.fault is not None
    assert answer.fault[1] == "wsse:InvalidSecurity"


def test_a_new_version_of_nothing_is_refused() -> None:
    answer = register(described(1, logical_id=KEPT))
    assert answer.registry_status == "Failure"
    assert not Entry.objects.exists()


def test_the_neutral_profile_changes_any_attribute_but_the_identity() -> None:
    register(described(1))
    assert register(revised(title="Un autre titre")).registry_status == "Success"
    assert versions() == [(1, DEPRECATED), (2, APPROVED)]
    answer = register(revised("2", set_id="9.7", unique_id="1.404"))
    assert codes(answer) == {"XDSMetadataUpdateError"}
    assert len(versions()) == 2


def test_a_stale_version_is_told() -> None:
    register(described(1))
    register(revised(title="Un autre titre"))
    assert codes(register(revised("1", set_id="9.6"))) == {"XDSMetadataVersionError"}


def test_a_status_changes_and_back() -> None:
    register(described(1))
    assert register(change(DEPRECATED)).registry_status == "Success"
    assert versions() == [(1, DEPRECATED)]
    back = change(APPROVED, DEPRECATED)
    (own,) = back.sets
    assert register(replace(back, sets=(replace(own, unique_id="9.5"),))).registry_status == "Success"
    assert versions() == [(1, APPROVED)]


def test_a_set_without_any_update_is_no_known_operation() -> None:
    register(described(1))
    sent = change("urn:nothing")
    assert codes(register(sent)) == {"XDSMetadataUpdateError"}
    odd = replace(sent.associations[0], type="urn:odd")
    empty = replace(sent, associations=(odd, replace(sent.associations[0], id="v")))
    assert codes(register(empty)) == {"XDSMetadataUpdateOperationError"}


def test_all_versions_are_found_at_metadata_level_two() -> None:
    register(described(1))
    register(revised(title="Un autre titre"))
    for level, expected in (("1", 1), ("2", 2)):
        asked = StoredQuery(
            GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": (("1.1",),), "$MetadataLevel": ((level,),)}, "LeafClass"
        )
        assert len(send("registry", write.query_request(asked)).all("ExtrinsicObject")) == expected
