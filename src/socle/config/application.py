"""The WSGI application of both doors, put together: who is asked, in which order, within which rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from socle.config import metrics
from socle.config.dispatch import WSGI, Dispatcher, Mount
from socle.config.front import Front
from socle.config.settings import Settings
from socle.ledger import watching


def application(settings: Settings, mounts: Iterable[Mount], health: Callable[[], Mapping[str, Any]]) -> WSGI:
    """The application of this process, which counts from now on. Django must be set up."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - Django is set up by then
    from django.db import close_old_connections  # noqa: PLC0415

    from socle.config.throttle import Throttle  # noqa: PLC0415

    metrics.prepare(metrics.folder_for(settings.data_dir))
    from socle.config import gauges  # noqa: PLC0415 - its library reads at its first load where to count

    watching.watch(metrics.metrics().act)
    watching.watch_commits(metrics.metrics().commit_batch.observe)
    dispatcher = Dispatcher(
        get_wsgi_application(),
        mounts,
        health,
        close_old_connections,
        Throttle(settings.rate_of_exchanges).refusal,
        partial(metrics.exposed, gauges.of(settings)),
        settings.figures_to,
    )
    return Front(dispatcher, settings.front_secret)
