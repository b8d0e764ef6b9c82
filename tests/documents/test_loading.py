"""What the room loads, and when: whoever checks a document from the command line waits for nothing else."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

from socle import documents

SLOW = ("cryptography", "signxml", "pydyf", "ppf", "pikepdf", "pypdfium2", "PIL", "fontTools", "django", "email")

JUDGING = (*SLOW, "lxml", "socle.rulebook", "socle.documents.cda", "socle.documents.pdf.child")


def test_judging_loads_no_library_that_signs_draws_or_serves():
    told = f"import sys, socle.documents.checking; print([one for one in {SLOW} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_starting_the_program_that_reads_pdfs_loads_nothing_that_judges():
    told = f"import sys; from socle.documents.pdf import kept; print([one for one in {JUDGING} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_function_that_the_room_offers_bears_the_name_of_a_module():
    """The import of such a module would take the function's place."""
    modules = {module.name for module in pkgutil.iter_modules(documents.__path__)}
    offered = {name for name in documents.__all__ if not isinstance(getattr(documents, name), ModuleType)}
    assert offered.isdisjoint(modules)
    assert type(documents) is ModuleType


@pytest.mark.parametrize("room", ["socle.documents", "socle.documents.pdf"])
def test_every_name_that_a_room_offers_is_there_and_no_other(room):
    module = import_module(room)
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        getattr(module, "nothing_of_the_kind")  # noqa: B009 - typed, it would not be let through
