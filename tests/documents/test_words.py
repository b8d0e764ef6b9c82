"""What the two judges, the checker and that of feeding, say of documents, archives and PDFs in English holds no French."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from socle import clock, documents
from socle.documents import cda
from socle.documents.checking import judge
from socle.wire.hl7v2 import XCN

ROOT = Path(documents.__file__).parent
FRENCH = re.compile(r"[éèêàçùû’]|\b(une?|des|du|les?|la|aucune?|ou|et|avec|sans|parmi|plus|seul|avant|après|octets)\b")
FILES = [
    path
    for folder in ("checking", "control", "xdm", "cda", "", "pdf/rules.py", "checking/inside.py")
    for path in ([ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).glob("*.py")))
]


def told(tree: ast.AST):
    """What is written in the source itself as a value of a finding: line, words."""
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in {"at", "add", "note"}
        ):
            values = [*call.args, *(word.value for word in call.keywords if word.arg in {"expected", "found"})]
            for value in values:
                parts = value.values if isinstance(value, ast.JoinedStr) else [value]
                for part in parts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.lineno, part.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_value_in_words_is_told_in_both_languages(path):
    assert [one for one in told(ast.parse(path.read_text("utf-8"))) if FRENCH.search(one[1])] == []


#: A change to a faultless letter that the judge of feeding tells in words.
TOLD = {
    "nobody identifies the patient": (rb'<id root="[^"]*" extension="(2840|IPP)[^>]*>', b""),
    "no trait of the identity": (rb"<patient>.*</patient>", b"<patient/>"),
    "no model": (rb"<templateId[^>]*>", b""),
    "no body": (rb"<nonXMLBody>.*</nonXMLBody>", b""),
    "no file": (rb"<nonXMLBody>.*</nonXMLBody>", b"<nonXMLBody/>"),
    "no base64": (rb'representation="B64"[^>]*>[^<]*<', b'representation="B64">ceci<'),
    "an empty file": (rb'representation="B64"[^>]*>[^<]*<', b'representation="B64"><'),
    "no representation": (rb'representation="B64"', b""),
    "no value": (rb"<confidentialityCode [^>]*>", b'<confidentialityCode nullFlavor="UNK"/>'),
    "no time": (rb'<effectiveTime value="[^"]*"', b'<effectiveTime value="hier"'),
    "no identifier": (rb'<setId root="[^"]*"', b'<setId root="x y"'),
    "no number": (rb'<versionNumber value="[^"]*"', b'<versionNumber value="deux"'),
    "the wrong way round": (rb'<low value="[^"]*"', b'<low value="2999"'),
    "a wrong key": (rb'extension="2840[0-9]*"', b'extension="284053523899100"'),
    "a strange qualifier": (rb'<family qualifier="BR"', b'<family qualifier="SP"'),
    "no XML": (rb"</ClinicalDocument>", b""),
}


@pytest.mark.parametrize("change", TOLD)
def test_a_refusal_at_feeding_has_its_english_sentence_in_english(letter, change):
    spoiled, changed = re.subn(*TOLD[change], letter, flags=re.DOTALL)
    assert changed
    findings = documents.check(spoiled, at=clock.now(), site="1990100208").findings
    assert findings
    assert [said for one in findings if FRENCH.search(said := one.sentence("en"))] == []


def test_an_author_whom_the_header_does_not_have_is_nobody_in_english(letter):
    document, _ = cda.read(letter)
    entry = documents.derive(document, letter)
    another = replace(entry.authors[0], person=XCN.of("1", "X", authority="1.2.3"))
    (finding,) = documents.compare(document, replace(entry, authors=(*entry.authors, another)))
    assert finding.expected == "personne"
    assert "nobody" in finding.sentence("en")


def test_a_value_in_words_stands_in_each_language_s_sentence(faulty_sentences):
    assert any("attendu : code ou nullFlavor" in fr for fr, _ in faulty_sentences)
    assert any("expected: code or nullFlavor" in en for _, en in faulty_sentences)


@pytest.fixture
def faulty_sentences(letter):
    spoiled = letter.replace(b'<confidentialityCode code="N"', b'<confidentialityCode nullFlavor="UNK" code="N"')
    assert spoiled != letter
    return [(one.finding.sentence("fr"), one.finding.sentence("en")) for one in judge(spoiled, at=clock.now()).findings]
