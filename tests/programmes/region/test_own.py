"""The file of certificates from this Socle's own directory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.directory.builders import NOW
from tests.directory.cards.conftest import HOSPITAL, MILL, PRACTICE
from tests.directory.conftest import authority, cast, mint  # noqa: F401 - fixtures

from socle.directory import services
from socle.programmes.region import own
from socle.rulebook.choices import current
from socle.wire import certificates
from socle.wire.certificates.issue import Use, Validity

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def record(mint, structure, until):  # noqa: F811
    validity = Validity(datetime(2020, 1, 1, tzinfo=UTC), until)
    read = certificates.read(mint.organisation(structure, Use.AUTHENTICATION, validity=validity))
    assert services.record_certificates([read], NOW) == 1
    return read


@pytest.mark.rule("AUTH-053")
@pytest.mark.rule("REG-029")
def test_the_directory_tells_each_certificate_with_its_state_and_who_has_none(cast, mint):  # noqa: F811
    before = own.listing(NOW, current())
    assert HOSPITAL[1:] in [one.finess for one in before.without]
    assert {line.state.value for line in before.lines} == {"absent"}
    record(mint, HOSPITAL, datetime(2026, 10, 1, tzinfo=UTC))
    listing = own.listing(NOW, current())
    [line] = [line for line in listing.lines if line.certificate.serial]
    assert (line.certificate.finess_ej, line.certificate.finess_eg, line.state.value) == (HOSPITAL[1:], "", "<30 d")
    assert not {HOSPITAL[1:], MILL[1:]} & {one.finess for one in listing.without}  # its sites are served by it
    assert PRACTICE not in str(listing.as_json())  # a practice bears its physician's number


def test_a_revoked_certificate_serves_no_more(cast, mint):  # noqa: F811
    read = record(mint, HOSPITAL, datetime(2030, 1, 1, tzinfo=UTC))
    services.revoke_certificate(read.issuer, read.serial, NOW)
    listing = own.listing(NOW, current())
    assert [line.state.value for line in listing.lines if line.certificate.serial] == ["expired"]
    assert HOSPITAL[1:] in [one.finess for one in listing.without]
