"""Spark, by its protocol (Spark Connect): a cluster at an address, or one here that lives as long as the engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from socle.programmes.engine.duck import Said
from socle.programmes.engine.errors import NoEngine
from socle.programmes.engine.verdicts import ENGINE_ABSENT

_PROTOCOL: Final = "sc://"
_UNITS: Final = {"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
_WORKERS: Final = 2
_PATIENCE: Final = 30.0  # seconds that the server is given to end


@contextmanager
def connected(folder: Path, memory: str, threads: int, remote: str) -> Iterator[Any]:
    """A session at `remote` (`sc://host:15002`), where the cluster has its own memory, or on a cluster made here."""
    try:
        import ibis  # noqa: PLC0415 - an extra
        import ibis.backends.pyspark  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise NoEngine(ENGINE_ABSENT.at("spark", found=str(error))) from error
    if not remote:
        with _cluster(folder, memory, threads) as here, connected(folder, memory, threads, here) as backend:
            yield backend
        return
    if not remote.startswith(_PROTOCOL):
        raise NoEngine(ENGINE_ABSENT.at("spark", found=f"SPARK_REMOTE = {remote} (sc://…)"))
    try:
        session = SparkSession.builder.remote(remote).create()
        backend = ibis.pyspark.connect(session)
    except Exception as error:  # the protocol's errors have no common ground
        raise NoEngine(ENGINE_ABSENT.at("spark", found=str(error))) from error
    try:
        yield backend
    finally:
        session.stop()


@contextmanager
def _cluster(folder: Path, memory: str, threads: int) -> Iterator[str]:
    """The address of a cluster that lives in a process of its own."""
    if find_spec("pysail") is None:
        raise NoEngine(ENGINE_ABSENT.at("spark", found="No module named 'pysail'"))
    told = {
        "SAIL_MODE": "local-cluster",
        "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(_WORKERS),
        # They live in one process: one that is slow to answer on a busy machine is not lost.
        "SAIL_CLUSTER__WORKER_HEARTBEAT_TIMEOUT_SECS": "3600",
        "SAIL_CLUSTER__WORKER_MAX_IDLE_TIME_SECS": "3600",
        "SAIL_RUNTIME__MEMORY_POOL__TYPE": "fair",
        "SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE": str(bytes_of(memory)),
        "SAIL_RUNTIME__TEMPORARY_FILES__PATHS": f'["{folder}"]',
        "RUST_LOG": "error",
    }
    if threads:
        told["SAIL_EXECUTION__DEFAULT_PARALLELISM"] = str(threads)
    command = [sys.executable, "-m", "socle.programmes.engine.sail", *(f"{key}={value}" for key, value in told.items())]
    log = folder / "sail.log"
    with (
        log.open("w+b") as errors,
        subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        try:
            port = server.stdout.readline().strip() if server.stdout else ""
            if not port:
                raise NoEngine(ENGINE_ABSENT.at("spark", found=log.read_text("utf-8", "replace")[-300:]))
            yield f"{_PROTOCOL}127.0.0.1:{port}"
        finally:
            if server.stdin:
                server.stdin.close()
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


def bytes_of(memory: str) -> int:
    """`1GB` as bytes. Raises `ValueError` for what is none."""
    number, unit = memory[:-2], memory[-2:].upper()
    if unit not in _UNITS:
        raise ValueError(f"{memory} is no amount of memory: write 800MB or 2GB")
    return int(float(number) * _UNITS[unit])


def table(backend: Any, paths: list[str], name: str) -> Any:
    """Several files are read one by one: a list of paths gives none of their rows."""
    return reduce(
        lambda one, other: one.union(other),
        (backend.read_parquet(path, table_name=f"{name}_{at}") for at, path in enumerate(paths)),
    )


@contextmanager
def watched(backend: Any, said: Said | None) -> Iterator[None]:
    """The protocol does not tell how far a computation is: here its end alone."""
    del backend
    yield
    if said is not None:
        said(1.0)
