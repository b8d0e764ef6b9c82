"""Folders of old documents with their index, as a DPI would export them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cli.dmp import MINIMAL

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
LINE = {
    "Fichier": "a.pdf",
    "Matricule INS": "279035121518989",
    "OID": "1.2.250.1.213.1.4.10",
    "Nom de naissance": "Pat-Trois",
    "Prénoms": "Dominique Marie-Louise",
    "Sexe": "F",
    "Date de naissance": "28/03/1979",
    "Lieu de naissance": "51215",
    "Type": "Lettre de liaison",
    "Date": "04/02/2019 10:30",
    "RPPS": "99881000030",
    "Nom auteur": "Mercadal",
    "FINESS": "991100025",
    "Secteur": "SA01",
    "Cadre": "ETABLISSEMENT",
}
MAP = '[types]\n"Lettre de liaison" = "34133-9"\n'


@pytest.fixture
def folder(tmp_path):
    """Makes a folder: lines that differ from `LINE` by what is given, and a PDF for each file they name."""

    def make(*lines, separator=";", encoding="utf-8", drop=()):
        headings = [heading for heading in LINE if heading not in drop]
        text = [separator.join(headings)]
        for number, changes in enumerate(lines or ({},)):
            values = LINE | {"Fichier": f"f{number}.pdf"} | changes
            text.append(separator.join(values[heading] for heading in headings))
            if values["Fichier"].endswith(".pdf"):
                (tmp_path / values["Fichier"]).write_bytes(b"%PDF-1.4\n" + str(number).encode())
        (tmp_path / "index.csv").write_text("\n".join(text) + "\n", encoding)
        return tmp_path

    return make


@pytest.fixture(scope="session")
def minimal_cda():
    """The smallest level 1 document."""
    return MINIMAL.read_bytes()
