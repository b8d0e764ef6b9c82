"""Test files are compiled ahead as pytest itself would compile them."""

from __future__ import annotations

import os

from _pytest.assertion import rewrite

from tests import written


def test_a_test_file_is_kept_where_pytest_looks_with_assertions_that_tell_what_they_compared(tmp_path):
    file = tmp_path / "test_sum.py"
    file.write_text("def test_sum():\n    assert 1 + 1 == 3\n")
    written._write(file)
    code = rewrite._read_pyc(file, written.kept(file))
    assert code is not None
    assert "@pytest_ar" in code.co_names
    file.write_text("def test_sum():\n    assert 1 + 1 == 2\n")
    assert rewrite._read_pyc(file, written.kept(file)) is None
    written._write(file)
    assert rewrite._read_pyc(file, written.kept(file)) is not None


def test_what_is_kept_is_not_made_again(tmp_path):
    file = tmp_path / "conftest.py"
    file.write_text("ONE = 1\n")
    written._write(file)
    os.utime(written.kept(file), (1, 1))
    written._write(file)
    assert written.kept(file).stat().st_mtime == 1
