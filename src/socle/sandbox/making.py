"""Making what was ordered on `/cartes/`: the test authority's factory, under `/api/orders`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from socle.directory import services as directory
from socle.directory.cards.facts import CertificateType
from socle.directory.models import Order
from socle.sandbox import state
from socle.sandbox.guard import Refused, interface
from socle.wire.certificates.issue import Use

#: The certificates that this authority makes, and their use.
_USES = {CertificateType.AUTH_CLI: Use.AUTHENTICATION, CertificateType.SIGN: Use.SIGNATURE}
#: Cards made here are numbered after this issuer's.
_ISSUER = "8099900004"


def _orders(_request: HttpRequest) -> Any:
    rows = Order.objects.select_related("structure").order_by("-at", "-pk")
    return {"orders": [_as_json(row) for row in rows]}


def _as_json(order: Order) -> dict[str, Any]:
    return {
        "order": order.pk,
        "what": order.what,
        "structure": order.structure.idnat,
        "holder": order.holder or f"{order.family} {order.given}".strip(),
        "form": order.form,
        "at": order.at.isoformat(),
        "due_on": order.due_on.isoformat() if order.due_on else None,
        "made": order.made,
    }


def _make(_request: HttpRequest, wanted: Mapping[str, Any]) -> Any:
    number = wanted.get("order")
    order = Order.objects.select_related("structure").filter(pk=number).first() if isinstance(number, int) else None
    if order is None:
        raise Refused(f"no order has number '{number}'", 404)
    if order.made:
        raise Refused(f"order {number} was made already: {order.made}", 409)
    here = state.installed()
    at = here.clock.now()
    if order.what in set(CertificateType):
        use = _USES.get(CertificateType(order.what))
        if use is None:
            raise Refused(f"this authority makes no {order.what}: order {', '.join(_USES)}")
        issued = here.authority.seal(order.structure.idnat, order.structure.name, use, at)
        directory.record_certificates([issued.certificate], at, order=order.pk)
    else:
        directory.issue_card(order.pk, f"{_ISSUER}/98{order.pk:08d}", at)
    order.refresh_from_db()
    return _as_json(order)


orders = interface(get=_orders)
make = interface(post=_make)
