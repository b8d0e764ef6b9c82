"""The verifier that stands alone: what holds is told, any byte changed is found."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.ledger import heads, verifier
from socle.ledger.verifier import Wrong
from tests.ledger import rfc

SOURCE = Path(verifier.__file__)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
BODIES = [f'{{"act":{n},"name":"KERVELEC Noëlle"}}' for n in range(200)]
HASHES = [rfc.leaf(body.encode()) for body in BODIES]


def head(size, key=KEY):
    return heads.sign(size, rfc.mth(HASHES[:size]), AT, key).as_dict()


def inclusion(position, size):
    path = [value.hex() for value in rfc.path(position, HASHES[:size])]
    return {"position": position, "body": BODIES[position], "path": path, "head": head(size)}


def consistency(first, second):
    path = [value.hex() for value in rfc.proof(first, HASHES[:second])]
    return {"first": head(first), "second": head(second), "path": path}


def compact(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@pytest.fixture
def verify(tmp_path):
    """Runs the verifier on these texts; its exit status."""

    def run(head, proof=None, events=None, *words):
        files = {"head.json": head, "proof.json": proof, "events.jsonl": events}
        given = {name: text for name, text in files.items() if text is not None}
        for name, text in given.items():
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return verifier.main([*(str(tmp_path / name) for name in given), *words])

    return run


def flips(text):
    """The text with one byte changed, at every place, in two ways."""
    data = text.encode()
    for place in range(len(data)):
        for mask in (0x01, 0x10):
            yield place, data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


def test_it_depends_on_nothing_of_socle_and_stays_short():
    text = SOURCE.read_text("utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    modules = {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}
    assert text.count("\n") < 300


def test_any_byte_changed_in_a_head_is_found(verify, capsys):
    for place, changed in flips(compact(head(7))):
        assert verify(changed, None, None, "--key", KEY.public_key().public_bytes_raw().hex()) != 0, place


@pytest.mark.parametrize("proof", [inclusion(3, 7), consistency(4, 7), consistency(5, 7)])
def test_any_byte_changed_in_a_proof_is_found(verify, capsys, proof):
    kept = compact(head(7))
    assert verify(kept, compact(proof)) == 0
    for place, changed in flips(compact(proof)):
        assert verify(kept, changed) != 0, place


def test_any_byte_changed_in_the_events_is_found(verify, capsys):
    kept, events = compact(head(7)), "".join(f"{body}\n" for body in BODIES[:7])
    assert verify(kept, None, events) == 0
    for place, changed in flips(events):
        assert verify(kept, None, changed) != 0, place


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (BODIES[:6], "has 6"),
        (BODIES[:3] + BODIES[4:8], "do not make the tree"),
        ([BODIES[1], BODIES[0], *BODIES[2:7]], "do not make the tree"),
    ],
)
def test_an_event_removed_or_moved_is_found(verify, capsys, events, why):
    assert verify(compact(head(7)), None, "".join(f"{body}\n" for body in events)) == 1
    assert why in capsys.readouterr().err


def test_a_proof_of_another_head_is_refused(verify, capsys):
    assert verify(compact(head(7)), compact(inclusion(3, 8))) == 1
    assert "another head" in capsys.readouterr().err
    assert verify(compact(head(7)), compact(consistency(3, 8))) == 1
    assert "two other heads" in capsys.readouterr().err


def test_a_head_of_another_key_is_refused(verify, tmp_path, capsys):
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    pem = tmp_path / "ledger.pub"
    pem.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert verify(compact(head(7)), None, None, "--key", str(pem)) == 0
    assert verify(compact(head(7, other)), None, None, "--key", str(pem)) == 1
    assert "another key" in capsys.readouterr().err
    pair = consistency(4, 7) | {"first": head(4, other)}
    assert verify(compact(head(7)), compact(pair)) == 1


def test_two_roots_at_one_size_are_a_fork(verify, capsys):
    forked = heads.sign(7, rfc.mth(HASHES[1:8]), AT, KEY).as_dict()
    pair = {"first": head(7), "second": forked, "path": []}
    assert verify(compact(head(7)), compact(pair)) == 1
    assert "one root" in capsys.readouterr().err


def test_the_events_must_be_those_of_the_proof(verify, capsys):
    events = "".join(f"{body}\n" for body in BODIES[:9])
    assert verify(compact(head(7)), compact(inclusion(3, 7)), events) == 0
    assert "stands at place 3" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", "{", '{"size":1}', '{"size":1,"size":1}'])
def test_what_is_no_head_is_refused_with_a_sentence(verify, capsys, text):
    assert verify(text) == 1
    assert capsys.readouterr().err.startswith("wrong: ")


def test_a_file_that_is_not_there_ends_with_status_2(tmp_path, capsys):
    assert verifier.main([str(tmp_path / "absent.json")]) == 2


def test_it_runs_as_a_file_by_itself(tmp_path):
    (tmp_path / "verifier.py").write_bytes(SOURCE.read_bytes())
    (tmp_path / "head.json").write_text(compact(head(7)))
    (tmp_path / "proof.json").write_text(compact(inclusion(6, 7)))
    command = [sys.executable, "-I", "verifier.py", "head.json", "proof.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "place 6" in done.stdout


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_shared_vectors(size):
    assert verifier.tree_root(map(verifier.leaf_hash, rfc.LEAVES[:size])).hex() == rfc.ROOTS[size - 1]


@pytest.mark.parametrize("size", range(1, 201))
def test_every_proof_of_every_size_holds(size):
    root = rfc.mth(HASHES[:size])
    assert verifier.tree_root(HASHES[:size]) == root
    for number in {0, size // 2, size - 1, *range(0, size, 17)}:
        path = rfc.path(number, HASHES[:size])
        assert verifier.root_of_inclusion(number, size, HASHES[number], path) == root
        first = number + 1
        roots = (rfc.mth(HASHES[:first]), root)
        verifier.check_consistency(first, size, rfc.proof(first, HASHES[:size]), roots)


def refused(check):
    try:
        return check() is False
    except Wrong:
        return True


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_proof_changed_in_any_way_does_not_hold(data):
    size = data.draw(st.integers(2, 200))
    number = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size - 1))
    root, roots = rfc.mth(HASHES[:size]), (rfc.mth(HASHES[:first]), rfc.mth(HASHES[:size]))
    included, beginning = rfc.path(number, HASHES[:size]), rfc.proof(first, HASHES[:size])

    def changed(path):
        kind = data.draw(st.sampled_from(["flip", "drop", "add", "swap"]))
        path = list(path)
        place = data.draw(st.integers(0, len(path) - 1))
        if kind == "flip":
            byte, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))
            path[place] = path[place][:byte] + bytes([path[place][byte] ^ 1 << bit]) + path[place][byte + 1 :]
        elif kind == "drop":
            del path[place]
        elif kind == "add":
            path.insert(place, data.draw(st.binary(min_size=32, max_size=32)))
        else:
            path = [b"\x00" * 32, *path[1:]]
        return path

    assert refused(lambda: verifier.root_of_inclusion(number, size, HASHES[number], changed(included)) == root)
    assert refused(lambda: verifier.check_consistency(first, size, changed(beginning), roots))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != number))
    assert refused(lambda: verifier.root_of_inclusion(other, size, HASHES[number], included) == root)
    assert refused(lambda: verifier.check_consistency(first, size, beginning, (roots[1], roots[0])))
