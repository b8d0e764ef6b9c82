"""A process that reads what strangers sent is given no secret."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from socle import apart
from socle.documents import pdf
from socle.programmes.pages import child
from socle.programmes.pages.shelf import Shelf, new_secret

SECRETS = ("SOCLE_SECRET_KEY", "SOCLE_KEY_SERVICE_TOKEN", "DATABASE_URL", "STORAGE_URL", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture
def told(monkeypatch, tmp_path):
    """What a program that stands in Python's place is given: each name of its environment."""
    for name in SECRETS:
        monkeypatch.setenv(name, "a secret")
    program, names = tmp_path / "python", tmp_path / "names"
    program.write_text(f"#!/bin/sh\nenv | cut -d= -f1 > {names}.part\nmv {names}.part {names}\n", "ascii")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))

    def read():
        return set(names.read_text("ascii").split())

    return read


def test_what_is_needed_is_kept_with_what_is_named(monkeypatch):
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost")
    for name in SECRETS:
        monkeypatch.setenv(name, "a secret")
    given = apart.environment("SPARK_REMOTE", TMPDIR="/elsewhere")
    assert {"PATH", "SPARK_REMOTE", "TMPDIR"} <= given.keys()
    assert given["TMPDIR"] == "/elsewhere"
    assert given.keys().isdisjoint(SECRETS)


def test_what_reads_a_pdf_is_given_no_secret(told):
    pdf.inspect(b"%PDF-1.4")
    assert "PATH" in told()
    assert told().isdisjoint(SECRETS)


def test_what_computes_from_a_page_s_files_is_given_no_secret(told, tmp_path):
    place = Shelf(tmp_path / "shelf").begin("structure", new_secret(), 0.0)
    child.start(place, "structure", {}, datetime(2026, 11, 22, tzinfo=UTC))
    child.wait(place, 20)
    assert "TMPDIR" in told()
    assert told().isdisjoint(SECRETS)
