"""Types of documents as hospital exports write them: codes, labels, short names, in French and in English."""

from __future__ import annotations

from collections import Counter

import pytest

from socle import codes
from socle.programmes import document_types, engine, files, sunes
from socle.programmes.files.shapes import plain
from socle.programmes.sunes import shapes
from socle.programmes.sunes.rules.periods import month

WORDS = {
    "LDL": "11490-0",
    "Lettre de liaison à la sortie": "11490-0",
    "LETTRE DE LIAISON A LA SORTIE D'UN ETABLISSEMENT DE SOINS": "11490-0",
    "Ordonnance de sortie": "57833-6",
    "CR-OP": "34874-8",
    "Compte rendu opératoire": "34874-8",
    "cr opératoire": "34874-8",
    "CR-BIO": "11502-2",
    "CR d’examens biologiques": "11502-2",
    "CR d'imagerie": "18748-4",
    "Compte rendu d'imagerie médicale": "18748-4",
    "Discharge letter": "11490-0",
    "11490-0": "11490-0",
    "99999-9": "99999-9",
}


def written(folder, name, text):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "heading",
    [
        "Identifiant document;N° séjour;Type de document;Niveau;INS qualifiée;Statut;Date d'envoi",
        "Document ID;Stay ID;Document type;Level;INS qualified;Status;Sent",
    ],
)
def test_words_of_hospital_exports_are_codes_under_french_and_english_headings(tmp_path, heading):
    lines = [f"{rank};S1;{word};N1;oui;OK;11/08/2022 09:00" for rank, word in enumerate(WORDS)]
    sheet = files.rows(written(tmp_path, "feeds.csv", "\n".join([heading, *lines])), shapes.FEEDS)
    assert sheet.rejected.count == 0, sheet.rejected.first
    assert [row["type_code"] for row in sheet.rows] == list(WORDS.values())
    assert {row["level"] for row in sheet.rows} == {"N1"}
    assert {row["status"] for row in sheet.rows} == {"accepted"}


def test_a_word_known_to_nobody_is_refused_with_the_nearest_ones_and_without_repeating_it(tmp_path):
    text = "document;type\n1;Lettre de liason de sortie\n2;Ordonnance\n3;CR-OP"
    sheet = files.rows(written(tmp_path, "feeds.csv", text), shapes.FEEDS)
    assert [row["document"] for row in sheet.rows] == ["3"]
    letter, order = (one.reason for one in sheet.rejected.first)
    assert letter.expected.startswith("Lettre de liaison de sortie, ")
    assert order.expected.startswith("Ordonnance")
    assert "liason" not in letter.sentence("fr")
    assert len(letter.expected) < 250


def test_every_code_and_every_label_of_the_nomenclature_is_one_type_alone():
    readings = Counter()
    for name, code in document_types.names().items():
        readings[plain(name), code] += 1
    twice = Counter(name for name, _ in readings)
    assert [name for name, count in twice.items() if count > 1] == []
    assert {entry.code for entry in codes.value_set("type_code")} == set(document_types.names().values())


def test_a_laboratory_s_own_words_are_counted_and_told_never_in_silence(tmp_path):
    stays = written(tmp_path, "stays.csv", "stay;discharged;surgery\nS1;10/08/2022;non\n")
    reports = [
        ("L1", "Hématologie"),
        ("L2", "CR-BIO"),
        ("L3", "Anapath"),
        ("L4", "CR d'imagerie"),
        ("L5", "Hématologie"),
    ]
    lab = written(
        tmp_path,
        "lab.csv",
        "\n".join(["report;date;own;complete;type", *(f"{n};10/08/2022;oui;oui;{w}" for n, w in reports)]),
    )
    feeds = written(tmp_path, "feeds.csv", "document;report;type;level;INS qualifiée;statut\nD1;L2;CR bio;N3;oui;OK\n")
    given = sunes.Files.read({"stays": stays, "lab": lab, "feeds": feeds}, into=tmp_path / "read")
    august = month(2022, 8)
    with engine.opened() as running:
        report = sunes.compute(given, window="F2", start=august.start, end=august.end, engine=running)
    counted = next(line.count for line in report.lines if line.indicator.code == "DS2.1")
    assert (counted.numerator, counted.denominator) == (1, 3)
    assert counted.exclusions["pathology"].count == 1
    assert counted.exclusions["other_type"].count == 1
    told = next(one for one in report.notices if one.verdict.id == "sunes.words-unknown")
    assert (told.place, told.found) == ("lab", "2")
    assert told.expected
