"""The description of the teleservice, served where it is asked for: `/insi/?wsdl`, `/insi/verification?wsdl`.

Written by us after DESIR_ICIR_EXP 1.5.0 (same namespace, messages and actions), whole in one file, so that a client
needs nothing from elsewhere. The address in it is the one that was asked.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from socle.wire.exchange import Request, Response

#: Where the verification operations say they are; all operations answer at every address under /insi/.
VERIFICATION = "verification"
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](?::\d{1,5})?")


def is_asked(query: str) -> bool:
    """Whether the query of an address asks for the description (`?wsdl`, whatever follows)."""
    return query.partition("&")[0].partition("=")[0].lower() == "wsdl"


def served(request: Request) -> Response:
    """The description, its address being the one that the request names."""
    name = VERIFICATION if request.path.rstrip("/").endswith(f"/{VERIFICATION}") else "icir"
    host = request.headers.get("host", "")
    address = f"https://{host if _HOST.fullmatch(host) else 'localhost:8443'}{_PATHS[name]}"
    return Response(
        200, (("Content-Type", "text/xml; charset=UTF-8"),), _text(name).replace("ADDRESS", address).encode()
    )


_PATHS = {"icir": "/insi/", VERIFICATION: f"/insi/{VERIFICATION}"}


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(f"data/{name}.wsdl").read_text("utf-8")
