"""Plain text becomes a readable PDF/A; our colour profile and our metadata are what they say."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from tests.documents.pdf.conftest import NOW

from socle.documents.pdf import Refused, from_text, icc, inspecting, xmp
from socle.rulebook import catalogue


def text_of(data):
    return inspecting.inspect(data, scan=0).text


@pytest.mark.parametrize("part", [1, 3])
def test_a_text_becomes_pdfa_of_the_part_asked_for(part):
    seen = inspecting.inspect(from_text("Œdème ≥ 3 µg/l — « ça va » : 12 €", title="Essai", at=NOW, part=part), scan=0)
    assert (seen.pdfa, seen.faults) == ((part, "B"), ())
    assert "Œdème ≥ 3 µg/l — « ça va » : 12 €" in seen.text


def test_long_lines_go_on_below_and_long_texts_on_other_pages():
    text = "    indenté " + "mot " * 100 + "\n" + "\n".join(f"ligne {number}" for number in range(150))
    seen = text_of(from_text(text, title="Essai", at=NOW))
    assert seen.count("mot") == 100
    assert all(f"ligne {number}" in seen for number in range(150))
    assert "page 3/3" in seen


def test_a_form_feed_begins_a_page():
    first, second = text_of(from_text("une\fdeux", title="Essai", at=NOW)).split("\f")
    assert "une" in first
    assert "deux" in second


def test_the_same_text_at_the_same_instant_gives_the_same_bytes():
    assert from_text("a", title="b", at=NOW) == from_text("a", title="b", at=NOW)


def test_a_character_that_cannot_be_written_is_named():
    with pytest.raises(Refused) as refused:
        from_text("Sourire 😀", title="Essai", at=NOW)
    (finding,) = refused.value.findings
    assert (finding.verdict.id, finding.found) == ("documents.pdf-character", "😀 (U+1F600)")


def test_our_colour_profile_is_srgb_of_icc_version_2():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(icc.srgb()))
    assert profile.profile.version == 2.1
    assert profile.profile.xcolor_space.strip() == "RGB"
    ours = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    for colour in ((255, 0, 0), (12, 200, 90), (128, 128, 128)):
        seen = ImageCms.applyTransform(Image.new("RGB", (1, 1), colour), ours).getpixel((0, 0))
        assert all(abs(one - other) <= 2 for one, other in zip(colour, seen, strict=True))


def test_metadata_reads_back_whatever_it_holds():
    said = xmp.Described(title="A < B & « C »", author='D"E', creator="F", created="2026-11-22T15:30:00+00:00")
    packet = xmp.read(xmp.write(said, part=1))
    assert packet.said == said
    assert packet.claim == (1, "B")
    assert packet.undescribed == ()


def test_metadata_with_an_entity_is_not_expanded():
    with pytest.raises(ValueError, match=r"no rdf:Description|not XML"):
        xmp.read(b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 99 + b'">]><a>&b;</a>')


def test_every_verdict_on_pdf_files_is_obtained_by_a_test_that_names_it():
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    ours = [id.removeprefix("documents.pdf-") for id in catalogue() if id.startswith("documents.pdf-")]
    assert ours
    assert [id for id in ours if f'"{id}"' not in tests and f'documents.pdf-{id}"' not in tests] == []
