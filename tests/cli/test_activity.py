"""`socle activity`: the words of the call, and a folder that holds nothing."""

from __future__ import annotations

import pytest

from socle.cli.main import main

ASKED = ["activity", "--structure", "990100109", "--from", "2026-09-01", "--to", "2026-09-30"]


def test_a_period_that_ends_before_it_begins_is_told(tmp_path, capsys):
    asked = [*ASKED[:-1], "2026-08-01", "-o", str(tmp_path / "feeds.csv"), "--data", str(tmp_path)]
    assert main(asked) == 2
    assert "before" in capsys.readouterr().err


def test_a_folder_without_a_database_is_told(tmp_path, capsys):
    assert main([*ASKED, "-o", str(tmp_path / "feeds.csv"), "--data", str(tmp_path)]) == 2
    assert "holds no database" in capsys.readouterr().err


def test_a_date_that_is_none_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main([*ASKED[:4], "hier", "--to", "2026-09-30", "-o", "x"])
    assert ended.value.code == 2
    assert "2022-06-30" in capsys.readouterr().err
