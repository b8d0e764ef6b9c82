"""The verdicts of this room: complete, in both languages, mapped, and each obtained by a test."""

from pathlib import Path

import pytest

from socle.rulebook import Verdict
from socle.wire import verdicts as transport
from socle.wire.xds import verdicts as xds

OURS = {entry.id: entry for module in (transport, xds) for entry in vars(module).values() if isinstance(entry, Verdict)}
TESTS = "".join(
    path.read_text("utf-8") for path in Path(__file__).parent.rglob("test_*.py") if path.name != "test_verdicts.py"
)


@pytest.mark.parametrize("entry", OURS.values(), ids=OURS.keys())
def test_a_verdict_tells_what_to_do_in_french_and_where_it_comes_from(entry):
    assert entry.id.startswith("wire.")
    assert entry.fr.endswith((".", "}"))
    assert entry.en.endswith((".", "}"))
    assert entry.fr != entry.en
    assert entry.way_out.endswith(".")
    assert entry.source
    assert entry.how_to_obtain.endswith(".")


@pytest.mark.parametrize("entry", OURS.values(), ids=OURS.keys())
def test_a_verdict_that_refuses_has_a_soap_code(entry):
    assert entry.severity != "error" or "soap" in entry.codes


@pytest.mark.parametrize("entry", [e for e in vars(xds).values() if isinstance(e, Verdict)], ids=lambda e: e.id)
def test_a_verdict_on_metadata_has_a_code_at_repository_and_registry(entry):
    assert {"repository", "registry"} <= set(entry.codes["xds"])


@pytest.mark.parametrize("id", sorted(OURS))
def test_a_verdict_is_obtained_by_a_test_of_this_room(id):
    names = [name for module in (transport, xds) for name, entry in vars(module).items() if entry is OURS[id]]
    assert f'"{id}"' in TESTS or any(f"verdicts.{name}" in TESTS for name in names)
