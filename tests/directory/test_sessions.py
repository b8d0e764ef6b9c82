"""Web sign-in: who acts in a session."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from hypothesis import given
from hypothesis import strategies as st

from socle.directory import sessions
from socle.directory.actor import Actor, Authentication, Kind
from socle.wire.vihf.model import AccessMode, Software

PHYSICIAN = Actor(
    kind=Kind.PROFESSIONAL,
    id="899880000015",
    name="KERVELEC Nolwenn",
    authentication=Authentication.CARD,
    profession="10",
    specialty="SM26",
    structure="499880000015001",
    structure_name="CABINET DU DR KERVELEC",
    access_mode=AccessMode.BREAK_GLASS,
    reason="Patiente inconsciente",
    software=Software("Cahier LGC", "2026.1", "TEST-ONLY-LGC-0002", "1.2.3"),
    api_version="2.5",
    person_id="899880000015",
)

ACTORS = st.builds(
    Actor,
    kind=st.sampled_from(Kind),
    id=st.text(max_size=20),
    name=st.text(max_size=20),
    authentication=st.sampled_from(Authentication),
    profession=st.text(max_size=5),
    specialty=st.text(max_size=5),
    access_mode=st.sampled_from(AccessMode),
    secret_session=st.booleans(),
    software=st.none() | st.builds(Software, st.text(), st.text(), st.text(), st.text()),
)


@pytest.mark.django_db
def test_nobody_is_signed_in_to_a_new_session():
    assert sessions.actor_of(SessionStore()) is None


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["text", {}, {"kind": "professional"}, {"software": [1]}, None, []])
def test_what_an_earlier_version_kept_asks_to_sign_in_again(kept):
    session = SessionStore()
    session["actor"] = kept
    assert sessions.actor_of(session) is None


@pytest.mark.django_db
def test_a_kind_of_actor_that_no_longer_exists_asks_to_sign_in_again():
    session = SessionStore()
    session["actor"] = sessions.as_values(PHYSICIAN) | {"kind": "inspector"}
    assert sessions.actor_of(session) is None


@pytest.mark.django_db
def test_the_one_who_signed_in_is_found_again_in_the_next_request():
    session = SessionStore()
    sessions.sign_in(session, PHYSICIAN)
    session.save()
    assert sessions.actor_of(SessionStore(session.session_key)) == PHYSICIAN


@pytest.mark.django_db
def test_signing_in_changes_the_session_s_key_and_drops_what_it_held():
    session = SessionStore()
    session["basket"] = "of someone else"
    session.save()
    before = session.session_key
    sessions.sign_in(session, PHYSICIAN)
    session.save()
    assert session.session_key != before
    assert "basket" not in session
    assert not SessionStore().exists(before)


@pytest.mark.django_db
def test_nobody_is_left_after_signing_out():
    session = SessionStore()
    sessions.sign_in(session, PHYSICIAN)
    session.save()
    key = session.session_key
    sessions.sign_out(session)
    assert sessions.actor_of(session) is None
    assert not SessionStore().exists(key)


@given(actor=ACTORS)
def test_any_actor_survives_the_journey_through_json(actor):
    assert sessions.from_values(json.loads(json.dumps(sessions.as_values(actor)))) == actor
