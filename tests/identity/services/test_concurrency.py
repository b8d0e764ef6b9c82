"""Two desks at one instant: what each decides holds when both are done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from socle.identity import services
from socle.identity.models import IdentityFile
from tests.identity.files import TYPED, ids
from tests.identity.services.test_files import CLERK, NOW

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("shared_database")]
DESKS = 4


def test_several_desks_that_receive_one_person_at_once_open_one_file():
    barrier = Barrier(DESKS)

    def receive(_desk):
        try:
            barrier.wait()
            return services.open_file(CLERK, TYPED, NOW).decision
        finally:
            connections.close_all()

    with ThreadPoolExecutor(DESKS) as pool:
        decisions = list(pool.map(receive, range(DESKS)))
    assert sorted(map(ids, decisions)) == [[]] + [["identity.search-first"]] * (DESKS - 1)
    assert IdentityFile.objects.count() == 1
