"""`httpx` for addresses without TLS: as it is, but for the authorities of the whole world, which it would read each time."""

from __future__ import annotations

import ssl
from functools import partial

import httpx

#: Never used to connect; reading what it would trust takes longer than most requests of a test.
_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

get = partial(httpx.get, verify=_NOBODY)
post = partial(httpx.post, verify=_NOBODY)
request = partial(httpx.request, verify=_NOBODY)
Client = partial(httpx.Client, verify=_NOBODY)
