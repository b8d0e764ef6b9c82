"""A refusal names acts and profiles in French, whatever the act or the profile."""

from __future__ import annotations

import pytest

from socle.directory.actor import Authentication
from socle.record import words
from socle.record.facts import Action
from socle.record.rules import may
from socle.rulebook import choices
from socle.wire.vihf.model import AccessMode
from tests.record import facts_builders as build


@pytest.mark.parametrize(
    ("table", "kind"),
    [(words.ACTIONS, Action), (words.AUTHENTICATIONS, Authentication), (words.ACCESS_MODES, AccessMode)],
)
def test_every_value_has_its_french_words(table, kind):
    assert set(table) == set(kind)
    assert all(table.values())


def test_a_right_refused_is_told_without_a_word_of_english():
    nurse = build.actor(access_mode=AccessMode.BREAK_GLASS, reason="coma")
    decision = may(nurse, Action.DECLARE_AUTHORISED, build.record(), at=build.AT, choices=choices.current())
    sentence = decision.findings[0].sentence("fr")
    assert "se déclarer autorisé" in sentence
    assert "bris de glace" in sentence
    assert not any(word in sentence for word in ("declare", "oneself", "certificate", "direct"))
