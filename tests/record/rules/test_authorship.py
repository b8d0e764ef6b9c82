"""Is the caller among the authors of what he feeds, and is the site of a legal entity's certificate named everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.record.facts_builders import actor, structure
from tests.record.rules.letters import AT, CHOICES, changed, judge, verdicts

from socle.directory.actor import Actor
from socle.record.rules import site_to_trace
from socle.record.verdicts import feeding
from socle.wire.hl7v2 import XON
from socle.wire.xds.model import Submission

#: The legal entity of the certificate, and the site for which the letter was fed.
ENTITY, SITE = "1990100018", "1990100109"
#: The last second of 2022 and the first of 2023, in France.
LAST_OF_2022, FIRST_OF_2023 = datetime(2022, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2022, 12, 31, 23, tzinfo=UTC)


@pytest.mark.rule("AUTH-045")
def test_indirect_mode_asks_for_the_structure_among_the_authors(letter: Submission) -> None:
    other = structure(id="1990100208", structure="1990100208")
    (found,) = judge(letter, other).errors
    assert found.verdict is feeding.AUTHOR_INSTITUTION
    assert "Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF" in found.sentence()
    assert found.expected == "1990100208"


@pytest.mark.rule("AUTH-045")
def test_indirect_mode_asks_for_the_structure_in_the_submission_set_too(letter: Submission) -> None:
    elsewhere = replace(letter.sets[0].authors[0], institutions=(XON.of("CH", ENTITY),))
    sent = replace(letter, sets=(replace(letter.sets[0], authors=(elsewhere,)),))
    (found,) = judge(sent).errors
    assert (found.verdict, found.place, found.document) == (feeding.AUTHOR_INSTITUTION, letter.sets[0].id, None)


@pytest.mark.rule("AUTH-045")
def test_each_document_of_a_set_names_the_structure_not_the_first_alone(letter: Submission) -> None:
    first, signature = letter.entries
    elsewhere = replace(first.authors[0], institutions=(XON.of("CH", ENTITY),))
    second = replace(first, id="Document02", unique_id="2.25.77", authors=(elsewhere,))
    found = [
        (finding.place, finding.document)
        for finding in judge(replace(letter, entries=(first, second, signature))).errors
        if finding.verdict is feeding.AUTHOR_INSTITUTION
    ]
    assert found == [("Document02", "2.25.77")]


@pytest.mark.rule("AUTH-045")
def test_from_2023_the_header_of_each_document_fed_with_a_legal_entitys_certificate_names_the_site(
    letter: Submission,
) -> None:
    who, entry = structure(legal_entity=ENTITY, certificate_of=ENTITY), letter.entries[0]
    assert site_to_trace(who, entry, FIRST_OF_2023, CHOICES) == SITE
    assert site_to_trace(who, entry, LAST_OF_2022, CHOICES) == ""
    later = replace(CHOICES, legal_entity_certificate_first_day=date(2023, 7, 1))
    assert site_to_trace(who, entry, FIRST_OF_2023, later) == ""


@pytest.mark.rule("AUTH-045")
@pytest.mark.parametrize(
    "who",
    [
        structure(legal_entity=ENTITY, certificate_of=SITE),
        structure(legal_entity="", certificate_of=""),
        actor(structure=SITE, legal_entity=ENTITY),
    ],
    ids=["its own certificate", "no legal entity", "a card"],
)
def test_no_other_certificate_asks_for_the_site_in_the_header(letter: Submission, who: Actor) -> None:
    assert site_to_trace(who, letter.entries[0], AT, CHOICES) == ""


@pytest.mark.rule("AUTH-045")
def test_a_site_that_the_metadata_lacks_is_told_once(letter: Submission) -> None:
    who = structure(id="1990100208", structure="1990100208", legal_entity=ENTITY, certificate_of=ENTITY)
    assert site_to_trace(who, letter.entries[0], AT, CHOICES) == ""


def test_direct_mode_asks_for_the_person_among_authors_or_authenticator(letter: Submission) -> None:
    daumont = actor(id="899880000023", structure="1990100109")
    assert judge(letter, daumont).allowed
    assert verdicts(judge(letter, actor())) == [feeding.AUTHOR_PERSON]
    nobody = tuple(replace(author, person=None) for author in letter.entries[0].authors)
    signed = changed(letter, authors=nobody)
    assert feeding.AUTHOR_PERSON not in verdicts(judge(signed, daumont))
