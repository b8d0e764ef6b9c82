"""Whatever the structures and the day, a certificate never acts outside its own legal entity."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.directory import rules
from socle.directory.facts import StructureFacts
from socle.directory.kinds import StructureKind
from socle.rulebook.days import french_day
from tests.directory.builders import CHOICES

IDENTIFIERS = st.sampled_from(["", "1990100018", "1990100109", "1990100208", "1990200016", "1990200107"])
DAYS = st.datetimes(datetime(2021, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract


@st.composite
def structures(draw):
    is_entity = draw(st.booleans())
    return StructureFacts(
        idnat=draw(IDENTIFIERS.filter(bool)),
        name="X",
        kind=draw(st.sampled_from(StructureKind)),
        is_legal_entity=is_entity,
        legal_entity="" if is_entity else draw(IDENTIFIERS),
        ended_on=draw(st.none() | st.dates(datetime(2021, 1, 1).date(), datetime(2027, 1, 1).date())),  # noqa: DTZ001
        replaced_by=draw(IDENTIFIERS),
    )


@pytest.mark.rule("AUTH-040")
@given(known=st.none() | structures(), declared=structures(), certificate=IDENTIFIERS, at=DAYS)
def test_what_is_accepted_is_the_structure_itself_its_legal_entity_or_a_sister_site(known, declared, certificate, at):
    certificate = known.idnat if known is not None else certificate
    decision = rules.covers_structure(certificate, known, declared, at, CHOICES, "TLS")
    if decision.allowed:
        own = {declared.idnat, declared.legal_entity} - {""}
        successor = known.replaced_by if known is not None else ""
        sister = known is not None and known.entity and known.entity == declared.entity
        assert certificate in own or successor in own or sister
        assert decision.rules


@pytest.mark.rule("AUTH-043")
@given(known=structures(), declared=structures(), at=DAYS)
def test_nothing_is_accepted_under_an_identifier_that_ended(known, declared, at):
    decision = rules.covers_structure(known.idnat, known, declared, at, CHOICES, "TLS")
    assert known.exists_on(french_day(at)) or not decision.allowed


@pytest.mark.rule("AUTH-044")
@given(known=structures(), declared=structures(), at=DAYS)
def test_from_2023_no_site_s_certificate_feeds_for_an_establishment_of_a_known_legal_entity(known, declared, at):
    decision = rules.covers_structure(known.idnat, known, declared, at, CHOICES, "TLS")
    late = french_day(at) >= CHOICES.legal_entity_certificate_first_day
    if decision.allowed and late and declared.kind.is_health_establishment and declared.legal_entity:
        assert declared.legal_entity in {known.idnat, known.replaced_by}
