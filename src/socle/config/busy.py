"""What is answered when there is no place to work on a request, in the form of the door it came to: fault or page.

It must cost next to nothing: the page is made once, the fault is a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from socle.config import verdicts
from socle.config.dispatch import Mount
from socle.config.metrics import metrics
from socle.config.refusing import refuse_at
from socle.wire.exchange import Response

#: Seconds after which a sender for whom there was no place may try again.
AGAIN = 5
#: From the address and the Content-Type of a request to the answer that it must come back.
Refuser = Callable[[str, str], Response]


def refuser(mounts: Iterable[Mount]) -> Refuser:
    """Faults (or FHIR outcomes) for what lies under the mounts, a page for all the rest."""
    prefixes = tuple(mount.prefix for mount in mounts)

    def refuse(path: str, content_type: str) -> Response:
        metrics().refused([verdicts.BUSY.id])
        if not path.startswith(prefixes):
            return _page()
        return refuse_at(path, content_type, verdicts.BUSY.at(expected=AGAIN), status=503, seconds=AGAIN)

    return refuse


@cache
def _page() -> Response:
    from socle.web.errors import unavailable  # noqa: PLC0415 - Django is set up by then
    from socle.web.middleware import HEADERS  # noqa: PLC0415

    answer = unavailable(verdicts.BUSY.at(expected=AGAIN), AGAIN)
    return Response(503, tuple({**HEADERS, **answer.headers}.items()), bytes(answer.content))
