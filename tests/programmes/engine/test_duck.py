"""The embedded engine: bounded, alone, and gone without a trace."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from socle.programmes import engine
from socle.programmes.engine import duck


@pytest.fixture
def parquet(tmp_path):
    def write(name, **columns):
        pq.write_table(pa.table(columns), tmp_path / name)
        return tmp_path / name

    return write


def test_an_expression_is_computed_over_one_file_or_several(parquet):
    first, second = parquet("a.parquet", stay=["1", "2"]), parquet("b.parquet", stay=["2", "3"])
    with engine.opened(threads=1) as e:
        assert e.rows(e.table(first).count().name("n").as_table()) == [{"n": 2}]
        both = e.table([first, second])
        assert e.rows(both.group_by("stay").agg(n=both.count()).order_by("stay")) == [
            {"stay": "1", "n": 1},
            {"stay": "2", "n": 2},
            {"stay": "3", "n": 1},
        ]


def test_what_is_kept_is_computed_once_and_goes_with_the_engine(parquet):
    told = []
    with engine.opened(threads=1, progress=told.append) as e:
        kept = e.kept(e.table(parquet("a.parquet", stay=["1", "2"])).filter(lambda t: t.stay == "1"))
        assert e.rows(kept) == [{"stay": "1"}]
        folder = Path(e.folder)
        assert list(folder.iterdir())
    assert not folder.exists()
    assert told[-1] == 1.0


def test_how_far_a_computation_is_can_be_told_before_its_end(parquet, monkeypatch):
    monkeypatch.setattr(duck, "_LOOK", 0.005)
    told = []
    with engine.opened(threads=1, progress=told.append) as e:
        table = e.table(parquet("a.parquet", number=list(range(2000))))
        pairs = table.cross_join(table.view())
        e.rows(pairs.aggregate(n=(pairs.number.sqrt() + pairs.number_right.sin()).sum()))
    assert any(0 < part < 1 for part in told)


def test_the_folder_goes_even_when_a_computation_fails(parquet):
    folders = []

    def fail():
        with engine.opened(threads=1) as e:
            folders.append(Path(e.folder))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not folders[0].exists()


def test_an_engine_that_is_not_known_is_told():
    with pytest.raises(engine.NoEngine) as told, engine.opened("other"):
        pass
    assert told.value.finding.verdict.id == "programmes.engine-unknown"


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_a_library_that_is_not_installed_is_told_with_what_to_install(monkeypatch, name):
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(engine.NoEngine) as told, engine.opened(name):
        pass
    assert told.value.finding.verdict.id == "programmes.engine-absent"
    assert "socle[programmes]" in str(told.value)


def test_a_long_chain_of_steps_never_takes_a_source_for_one_of_its_own(parquet):
    with engine.opened(threads=1) as e:
        tables = [e.table(parquet(f"{at}.parquet", stay=["1"], own=[at])) for at in range(8)]
        chain = tables[0]
        for table in tables[1:]:
            more = table.group_by("stay").agg(more=table.own.sum())
            chain = chain.join(more, "stay").mutate(own=lambda t: t.own + t.more).drop("more")
            chain = chain.filter(chain.own >= 0).group_by("stay").agg(own=chain.own.max())
        assert e.rows(chain) == [{"stay": "1", "own": 28}]


def test_the_engine_takes_no_other_setting_no_extension_and_no_file_of_elsewhere():
    with engine.opened(threads=1) as e:
        for command in (
            "SET memory_limit = '64GB'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SELECT * FROM 'https://exemple.invalid/a.parquet'",
            "SELECT * FROM read_csv('/etc/passwd', sep = '@')",
            "COPY (SELECT 1) TO '/var/lib/socle.parquet'",
        ):
            with pytest.raises(Exception, match=r"(?i)locked|disabled"):
                e.backend.con.execute(command).fetchall()
