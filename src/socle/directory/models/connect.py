"""Pro Santé Connect: connected services, e-CPS and cards, sign-ins under way, sessions, and what is out of order.

Of codes and tokens only the SHA-256 is kept: whoever reads the database cannot use them.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from socle.storage.schema import twins


def _nothing() -> list[str]:
    return []


class ConnectClient(models.Model):
    """A service connected to Pro Santé Connect.

    `kind` and `wave` say which duties bear on it, `alternative` what it offers while Pro Santé Connect is down.
    `methods` are the ways it may prove itself, `secret_hash` and `certificate` SHA-256 in hexadecimal, `jwks` its
    public keys.
    """

    client_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    wave = models.SmallIntegerField(default=1)
    alternative = models.CharField(max_length=200)
    methods: models.JSONField[Any, list[str]] = models.JSONField(default=_nothing)
    secret_hash = models.CharField(max_length=64, blank=True)
    certificate = models.CharField(max_length=64, blank=True)
    jwks: models.JSONField[Any, Any] = models.JSONField(default=_nothing)
    redirect_uris: models.JSONField[Any, list[str]] = models.JSONField(default=_nothing)
    post_logout_uris: models.JSONField[Any, list[str]] = models.JSONField(default=_nothing)
    signed_userinfo = models.BooleanField(default=False)
    twin = twins.column()

    class Meta:
        db_table = "directory_connect_client"

    def __str__(self) -> str:
        return self.client_id


class Authenticator(models.Model):
    """What a person signs in with: an e-CPS or a card, and its confidential code (AUTH-016).

    `activated_by` says what proved the person when it was activated (AUTH-020). `failures` are wrong codes in a row.
    """

    holder = models.CharField(max_length=64)
    means = models.CharField(max_length=8)
    secret_hash = models.CharField(max_length=64)
    activated_by = models.CharField(max_length=16)
    activated_at = models.DateTimeField()
    failures = models.SmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_authenticator"
        constraints = (models.UniqueConstraint(fields=["holder", "means"], name="directory_authenticator_once"),)

    def __str__(self) -> str:
        return f"{self.means} of {self.holder}"


class ContactPoint(models.Model):
    """How the Annuaire Santé knows to reach a professional: both are needed to activate an e-CPS without a card."""

    holder = models.CharField(max_length=64, unique=True)
    mail = models.CharField(max_length=200, blank=True)
    mobile = models.CharField(max_length=32, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_contact_point"

    def __str__(self) -> str:
        return self.holder


class Attempt(models.Model):
    """One sign-in under way: asked by a service, waiting for its person, then worth one code or one token.

    `key` is the SHA-256 of the number that the browser or the service holds. `status` is waiting, pushed, accepted,
    refused or spent; `polled_at` when a service last asked for the outcome.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    client_id = models.CharField(max_length=100)
    scope = models.CharField(max_length=200)
    acr = models.CharField(max_length=16)
    redirect_uri = models.TextField(blank=True)
    state = models.TextField(blank=True)
    nonce = models.TextField(blank=True)
    challenge = models.CharField(max_length=128, blank=True)
    challenge_method = models.CharField(max_length=8, blank=True)
    binding = models.CharField(max_length=8)
    holder = models.CharField(max_length=64, blank=True, db_index=True)
    means = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    code_until = models.DateTimeField(null=True, blank=True)
    sid = models.CharField(max_length=36, blank=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_connect_attempt"

    def __str__(self) -> str:
        return f"{self.kind} {self.status} for {self.client_id}"


class Push(models.Model):
    """One sign-in that somebody was asked to confirm on his second screen, by which service, and when.

    `key` is that of the attempt. `stopped`: one too many, it was not shown. `confirmed`: he said yes.
    """

    key = models.CharField(max_length=64, db_index=True)
    holder = models.CharField(max_length=64)
    client_id = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)
    stopped = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False)
    twin = twins.column()

    class Meta:
        db_table = "directory_connect_push"
        indexes = (
            models.Index(fields=["holder", "at"], name="directory_connect_push_holder"),
            models.Index(fields=["client_id", "at"], name="directory_connect_push_client"),
        )

    def __str__(self) -> str:
        return f"{self.client_id} asked {self.holder}"


class ConnectSession(models.Model):
    """A person signed in to one service. Its access tokens are worth something while it is not ended.

    `refresh_hash` is the refresh token in force, `former_hash` the one before it: its return ends the session.
    `bound` is the SHA-256 of the certificate that its tokens are bound to (RFC 8705).
    """

    sid = models.CharField(max_length=36, unique=True)
    client_id = models.CharField(max_length=100)
    holder = models.CharField(max_length=64, db_index=True)
    means = models.CharField(max_length=8)
    acr = models.CharField(max_length=16)
    scope = models.CharField(max_length=200)
    nonce = models.TextField(blank=True)
    bound = models.CharField(max_length=64, blank=True)
    auth_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    refresh_hash = models.CharField(max_length=64, unique=True)
    refresh_until = models.DateTimeField()
    former_hash = models.CharField(max_length=64, blank=True, db_index=True)
    twin = twins.column()

    class Meta:
        db_table = "directory_connect_session"

    def __str__(self) -> str:
        return f"{self.holder} at {self.client_id}"


class Disturbance(models.Model):
    """Something that the sandbox put out of order on purpose: what, and how it answers instead."""

    name = models.CharField(max_length=32, unique=True)
    value = models.CharField(max_length=64)
    twin = twins.column()

    class Meta:
        db_table = "directory_disturbance"

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
