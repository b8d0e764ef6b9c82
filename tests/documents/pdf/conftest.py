"""A patient and the label, and files that several producers made."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pikepdf
import pydyf
import pytest
from pikepdf import Array, Dictionary, Name

from socle.documents.pdf import Patient, from_text, inspecting
from socle.identity import datamatrix
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
CHOICES = Choices()
TEXT = (
    "Motif d'hospitalisation : œdème aigu.\nTraitement : 40 mg — « matin et soir ».\n\n" + "Évolution favorable. " * 30
)


@pytest.fixture(scope="session")
def patient() -> Patient:
    return Patient(
        traits=Traits(
            birth_name="GARCIA-HAMMADI",
            given_names="SARAH-LOU ANNA",
            first_given_name="SARAH-LOU",
            sex="F",
            birth_date=date(1977, 1, 21),
            birth_place="63220",
        ),
        matricule="277016322001054",
        oid="1.2.250.1.213.1.4.8",
    )


def label_of(patient: Patient) -> bytes:
    code = datamatrix.code_of(patient.traits, patient.matricule, patient.oid)
    lines = datamatrix.cartouche(patient.traits, patient.matricule, patient.oid)
    return datamatrix.label(lines, datamatrix.symbol(datamatrix.encode(code, CHOICES)))


@pytest.fixture(scope="session")
def label(patient) -> bytes:
    return label_of(patient)


@pytest.fixture(scope="session")
def letter(label) -> bytes:
    """A file of ours, PDF/A-1, with its label."""
    return from_text(TEXT, title="Lettre de liaison", author="Dr Ève ŒUVRARD", at=NOW, label=label)


@pytest.fixture(scope="session")
def bare() -> bytes:
    """A file of ours, PDF/A-1, without a label."""
    return from_text(TEXT, title="Lettre de liaison", at=NOW)


@pytest.fixture(scope="session")
def seen(letter):
    return inspecting.inspect(letter)


@pytest.fixture
def altered(bare):
    """A sound file altered: `altered(lambda pdf: …)` gives its bytes."""

    def alter(change, data=bare, **options):
        output = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            given = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "fix_metadata_version": False}
            if "encryption" not in options:
                given |= {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}
            given |= options
            pdf.save(output, **given)
        return output.getvalue()

    return alter


def ordinary(
    text: str = "Bonjour", *, width: float = 595, height: float = 842, rotate: int = 0, drawn: bytes = b""
) -> bytes:
    """A file as an ordinary program writes it: Helvetica outside the file, no metadata. Written by pydyf."""
    document = pydyf.PDF()
    content = pydyf.Stream([b"BT /F1 12 Tf 60 %d Td (%s) Tj ET " % (height - 80, text.encode("latin-1")), drawn])
    document.add_object(content)
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    document.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": document.pages.reference,
                "MediaBox": pydyf.Array([0, 0, width, height]),
                "Rotate": rotate,
                "Contents": content.reference,
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font})}),
            }
        )
    )
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


def javascript() -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.JavaScript, JS="app.alert(1)")


def rectangle(*sides: float) -> Array:
    return Array(list(sides))
