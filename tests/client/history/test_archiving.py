"""Old PDFs made PDF/A-1 on the way, where nothing of what they show changes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache

import pikepdf
import pytest

from socle.client.history import planning
from socle.client.history.index import correspondence
from socle.documents import cda, pdf
from socle.rulebook.choices import Choices
from tests.client.history.conftest import AT, MAP


@cache
def archival():
    return pdf.from_text("Lettre de sortie", title="Lettre", at=datetime(2019, 2, 4, tzinfo=UTC))


def ordinary(change=lambda _pdf: None):
    """A PDF as a word processor writes it: it shows the same, and says nothing of PDF/A."""
    with pikepdf.open(io.BytesIO(archival())) as file:
        for name in ("/Metadata", "/OutputIntents"):
            del file.Root[name]
        change(file)
        output = io.BytesIO()
        file.save(output, fix_metadata_version=False)
        return output.getvalue()


def without_fonts(file):
    for font in (each for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each):
        del font["/FontFile2"]


def planned(folder, content, *, at=AT, pdfa=True):
    source = folder({})
    (source / "f0.pdf").write_bytes(content)
    found = planning.plan(planning.source(source, correspondence(MAP)), at=at, choices=Choices(), pdfa=pdfa)
    (one,) = found
    return one


def held(one):
    return cda.embedded(one.prepared.document).data


def test_an_ordinary_pdf_becomes_pdfa_and_keeps_the_identifier_of_the_file_that_it_was(folder):
    content = ordinary()
    made, plain = planned(folder, content), planned(folder, content, pdfa=False)
    assert made.ready
    assert pdf.inspect(held(made), scan=0).is_pdfa
    assert held(plain) == content
    assert made.prepared.entry.unique_id == plain.prepared.entry.unique_id


def test_the_same_file_gives_the_same_bytes_whenever_it_is_made(folder):
    content = ordinary()
    later = datetime(2027, 5, 1, tzinfo=UTC)
    assert planned(folder, content).prepared.data == planned(folder, content, at=later).prepared.data


def test_a_pdf_that_is_archival_already_is_not_touched(folder):
    assert held(planned(folder, archival())) == archival()


@pytest.mark.parametrize(
    "made", [lambda: ordinary(without_fonts), lambda: b"%PDF-1.4\nnothing of a PDF"], ids=["font", "spoiled"]
)
def test_a_pdf_that_cannot_become_one_is_taken_as_it_is_and_why_is_told(folder, made):
    content = made()
    one = planned(folder, content)
    assert one.ready
    assert held(one) == content
    (finding,) = [finding for finding in one.findings if finding.verdict.id == "history.not-archival"]
    assert len(finding.found) > 20
