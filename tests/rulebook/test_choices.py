"""Settings where public answers disagree are documented from their own fields."""

from __future__ import annotations

from dataclasses import replace

from socle.rulebook import choices, rules


def test_every_choice_says_what_it_is_about_and_which_readings_it_stands_between():
    for entry in choices.documented():
        assert entry["subject"], entry["name"]
        assert entry["readings"], entry["name"]
        assert all(rule_id in rules() for rule_id in entry["rules"]), entry["name"]


def test_installing_choices_changes_what_is_in_force_and_what_is_shown():
    before = choices.current()
    try:
        choices.install(replace(before, age_of_majority=16))
        assert choices.current().age_of_majority == 16
        shown = {entry["name"]: (entry["default"], entry["value"]) for entry in choices.documented()}
        assert shown["age_of_majority"] == (18, 16)
    finally:
        choices.install(before)


def test_every_choice_is_told_in_french_too():
    for choice in choices.documented():
        assert choice["fr"], f"{choice['name']}: write it in rulebook/data/choices.fr.toml"
        assert set(choice["fr"]) == {"subject", "readings"}
