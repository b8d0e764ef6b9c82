"""One program for many files: the same answers as one for each, and no file harms another."""

from __future__ import annotations

import os
import signal

import pytest
from tests.documents.pdf.conftest import NOW

from socle.documents import pdf
from socle.documents.pdf import Refused, child, keeping

LETTER = pdf.from_text("Bonjour.", title="Lettre", at=NOW)


@pytest.fixture(scope="module")
def alone():
    """What a program of its own sees of the letter."""
    return pdf.inspect(LETTER)


@pytest.fixture(scope="module", autouse=True)
def program(alone):
    """The one program of these tests; gives its process, None when it is not there."""
    with pdf.kept():
        yield lambda: (keeper := keeping.keeper()) and keeper.process
    assert keeping.keeper() is None


def test_one_program_reads_every_file_as_one_for_each_would(alone, program):
    assert program() is None
    assert pdf.inspect(LETTER) == alone
    first = program()
    assert [one.verdict.id for one in pdf.inspect(b"%PDF-1.4 x").findings] == ["documents.pdf-unreadable"]
    assert pdf.inspect(LETTER) == alone
    assert program() == first


def test_a_file_that_breaks_what_reads_it_harms_no_other(alone, program):
    first = program()
    with pytest.raises(Refused) as refused:
        child.run("what nobody does", LETTER)
    assert [one.verdict.id for one in refused.value.findings] == ["documents.pdf-unreadable"]
    assert pdf.inspect(LETTER) == alone
    assert program() == first


def test_a_program_that_is_gone_is_done_without(alone, program):
    os.kill(program(), signal.SIGKILL)
    assert pdf.inspect(LETTER) == alone
    assert program() is None


def test_the_program_may_be_started_before_there_is_a_file_to_read(alone):
    with pdf.kept(now=True):
        keeper = keeping.keeper()
        first = keeper.process
        assert first is not None
        assert pdf.inspect(LETTER) == alone
        assert keeper.process == first
    assert keeper.process is None
