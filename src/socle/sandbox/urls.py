"""Addresses of the sandbox: its control interface and its page."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.sandbox import api, asking, civil, connecting, making, pages, revocation, telephones

urlpatterns: list[URLPattern] = [
    path("api/openapi.json", api.openapi),
    path("api/world", api.world),
    path("api/people", api.people_),
    path("api/authority", api.authority),
    path("api/actors", api.actors),
    path("api/actors/<path:who>", api.actor),
    path("api/certificates", api.certificates),
    path("api/certificates/revoke", api.revoke),
    path("api/civil-status", civil.civil_status),
    path("api/clock", api.clock),
    path("api/psc", connecting.psc),
    path("api/psc/ecps", connecting.ecps),
    path("api/psc/readers", connecting.readers),
    path("api/psc/services", connecting.services),
    path("api/orders", making.orders),
    path("api/orders/make", making.make),
    path("api/insi", api.insi),
    path("api/reset", api.reset),
    path("api/why", api.why),
    path("pki/<slug:name>.crl", revocation.revoked),
    path("pki/ocsp", revocation.ocsp),
    path("pki/ocsp/<path:encoded>", revocation.ocsp),
    path("bac-a-sable/", pages.home, name="sandbox"),
    path("bac-a-sable/entrer", pages.enter, name="sandbox-enter"),
    path("bac-a-sable/sortir", pages.leave, name="sandbox-leave"),
    path("bac-a-sable/horloge", pages.move_clock, name="sandbox-clock"),
    path("bac-a-sable/pourquoi/", asking.why, name="sandbox-why"),
    path("bac-a-sable/telephone/", telephones.telephone, name="sandbox-telephone"),
    path("bac-a-sable/telephone/repondre", telephones.respond, name="sandbox-respond"),
    path("bac-a-sable/recommencer", pages.reset, name="sandbox-reset"),
]
