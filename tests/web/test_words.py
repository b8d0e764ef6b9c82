from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from socle.web import words

AT = datetime(2026, 9, 15, 8, 40, tzinfo=UTC)


def test_an_instant_is_said_in_words_in_the_time_of_paris():
    assert words.in_words(AT) == "mardi 15 septembre 2026, 10\u00a0h\u00a040"


def test_an_instant_near_midnight_falls_on_the_day_of_paris():
    assert words.in_words(datetime(2026, 12, 31, 23, 5, tzinfo=UTC)) == "vendredi 1er janvier 2027, 0\u00a0h\u00a005"


def test_a_day_has_no_hour():
    assert words.in_words(date(1952, 9, 1)) == "lundi 1er septembre 1952"


def test_nothing_is_said_of_a_moment_nobody_knows():
    assert words.in_words(None) == ""
    assert words.short_day(None) == ""


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=20), "à l’instant"),
        (timedelta(minutes=1), "il y a 1 minute"),
        (timedelta(minutes=59), "il y a 59 minutes"),
        (timedelta(hours=2), "il y a 2 heures"),
        (timedelta(days=1), "il y a 1 jour"),
        (timedelta(days=6, hours=23), "il y a 6 jours"),
        (timedelta(days=7), "mardi 8 septembre 2026, 10\u00a0h\u00a040"),
        (-timedelta(days=3), "dans 3 jours"),
    ],
)
def test_what_is_recent_is_told_by_the_time_elapsed(gap, said):
    assert words.elapsed(AT - gap, AT) == said


def test_elapsed_time_knows_only_the_instant_it_is_given():
    assert words.elapsed(AT, AT + timedelta(hours=5)) == "il y a 5 heures"


@pytest.mark.parametrize(("count", "said"), [(0, "0 document"), (1, "1 document"), (2, "2 documents")])
def test_a_plural_begins_at_two(count, said):
    assert words.plural(count, "document") == said


def test_large_numbers_have_narrow_spaces_and_a_comma():
    assert words.number(1_234_567.5, 1) == "1\u202f234\u202f567,5"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260915084000", AT),
        ("202609150840", AT),
        ("20260915", date(2026, 9, 15)),
        ("202609", date(2026, 9, 1)),
        ("2026", date(2026, 1, 1)),
        ("20261332", None),
        ("hier", None),
        ("", None),
        (None, None),
    ],
)
def test_an_xds_time_is_read_at_its_own_precision(text, moment):
    assert words.xds_time(text) == moment


@given(some.text(max_size=20))
def test_no_text_makes_the_reading_of_a_time_fail(text):
    words.xds_time(text)


@pytest.mark.parametrize(("octets", "said"), [(1, "1 octet"), (140_000, "140 ko"), (3_100_000, "3,1 Mo"), (None, "")])
def test_sizes_are_said_in_the_unit_people_use(octets, said):
    assert words.size(octets) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "oui"),
        (False, "non"),
        (timedelta(minutes=5), "5 minutes"),
        (timedelta(days=14), "14 jours"),
        (timedelta(seconds=90), "90 secondes"),
        (date(2023, 1, 1), "dimanche 1er janvier 2023"),
        (18, "18"),
        ("", "vide"),
        ((), "aucun"),
        (("a", "b"), "a et b"),
    ],
)
def test_a_setting_is_told_in_words(value, said):
    assert words.setting(value) == said


def test_a_list_ends_with_et():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b et c"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("KERVELEC Nolwenn", "Nolwenn Kervelec"),
        ("LE GOFF Anne-Marie", "Anne-Marie Le Goff"),
        ("Nolwenn KERVELEC", "Nolwenn Kervelec"),
        ("Socle", "Socle"),
        ("SAMU", "SAMU"),
    ],
)
def test_a_directory_name_is_said_as_people_write_it(written, said):
    assert words.full_name(written) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("Iris", "d’Iris"), ("Élise", "d’Élise"), ("Camille", "de Camille"), ("Hugo", "de Hugo"), ("", "de ")],
)
def test_the_preposition_follows_the_first_letter(name, said):
    assert words.of(name) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("CABINET DU DR KERVELEC", "Cabinet du Dr Kervelec"),
        ("CH DES TROIS PONTS - SITE DU MOULIN", "CH des Trois Ponts\u00a0– Site du Moulin"),
        ("LABORATOIRE DE L'ECLUSE", "Laboratoire de l’Ecluse"),
        ("EHPAD SAINT-JEAN 2", "EHPAD Saint-Jean 2"),
        ("LA MAISON", "La Maison"),
        ("Clinique de l'Océan", "Clinique de l’Océan"),
        ("SAMU", "SAMU"),
        ("", ""),
    ],
)
def test_a_place_is_named_as_people_write_it(written, said):
    assert words.place_name(written) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (date(2010, 3, 9), "9 mars 2010"),
        (date(1951, 1, 1), "1er janvier 1951"),
        (datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "2 juillet 2026"),
        (None, ""),
    ],
)
def test_a_birth_needs_no_day_of_the_week(moment, said):
    assert words.plain_day(moment) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("expiré le 12/06/2026.", "expiré le 12\u00a0juin 2026."),
        ("jusqu’au 12/06/2026 à 22:30 UTC.", "jusqu’au 13\u00a0juin 2026 à 0\u00a0h\u00a030."),
        ("le 31/02/2026", "le 31/02/2026"),
        ("112/06/20261", "112/06/20261"),
    ],
)
def test_the_dates_of_a_sentence_are_said_in_words(written, said):
    assert words.dates_in_words(written) == said


def test_a_matricule_is_written_in_the_groups_of_a_card():
    assert words.matricule("284053523899177") == "2\u202f84\u202f05\u202f35\u202f238\u202f991\u202f77"
    assert words.matricule("ABC") == "ABC"


@pytest.mark.parametrize(("words_", "said"), [("Médecin", "médecin"), ("PS", "PS"), ("", "")])
def test_a_word_begins_small_inside_a_sentence(words_, said):
    assert words.lower_first(words_) == said
