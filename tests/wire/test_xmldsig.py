"""XML signatures, where no message needs to be whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from socle.wire import xml, xmldsig

#: A process asked by many threads at the first moment of its life. When the schema was read at the first question,
#: one process in six then failed at every question.
FIRST_MOMENT = """
import threading
from lxml import etree
from socle.wire import xmldsig

def ask():
    lined_up.wait()
    found.append(xmldsig.is_well_made(etree.Element(xmldsig.name("Signature"))))

found, lined_up = [], threading.Barrier(12)
threads = [threading.Thread(target=ask) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert found == [False] * 12, found
"""


def test_the_first_signatures_of_a_process_may_come_all_at_once():
    for _ in range(12):
        done = subprocess.run([sys.executable, "-c", FIRST_MOMENT], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("algorithm", sorted(xmldsig.CANONICAL))
def test_a_name_with_accents_has_a_canonical_form(algorithm):
    """Nobody need write such names; whoever does is judged, and his signature too."""
    root = xml.parse('<a xmlns:ds="urn:u"><ds:prénom été="é">Zoé</ds:prénom>\n</a>'.encode())
    assert xmldsig.canonical(root[0], algorithm) == '<ds:prénom xmlns:ds="urn:u" été="é">Zoé</ds:prénom>'.encode()
