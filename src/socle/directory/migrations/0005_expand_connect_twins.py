"""Rows keep their clear columns twice, so that a byte changed at rest is found (docs/decisions/0013)."""

from django.db import migrations

from socle.storage.schema.twins import Twins


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_expand_connect")]
    atomic = False
    operations = [
        Twins(
            {
                "connectclient": (
                    "id",
                    "client_id",
                    "name",
                    "kind",
                    "wave",
                    "alternative",
                    "methods",
                    "secret_hash",
                    "certificate",
                    "jwks",
                    "redirect_uris",
                    "post_logout_uris",
                    "signed_userinfo",
                ),
                "authenticator": (
                    "id",
                    "holder",
                    "means",
                    "secret_hash",
                    "activated_by",
                    "activated_at",
                    "failures",
                    "locked_at",
                ),
                "contactpoint": ("id", "holder", "mail", "mobile"),
                "attempt": (
                    "id",
                    "key",
                    "kind",
                    "client_id",
                    "scope",
                    "acr",
                    "redirect_uri",
                    "state",
                    "nonce",
                    "challenge",
                    "challenge_method",
                    "binding",
                    "holder",
                    "means",
                    "status",
                    "created_at",
                    "expires_at",
                    "proved_at",
                    "polled_at",
                    "code_hash",
                    "code_until",
                    "sid",
                ),
                "connectsession": (
                    "id",
                    "sid",
                    "client_id",
                    "holder",
                    "means",
                    "acr",
                    "scope",
                    "nonce",
                    "bound",
                    "auth_at",
                    "ends_at",
                    "ended_at",
                    "refresh_hash",
                    "refresh_until",
                    "former_hash",
                ),
                "disturbance": ("id", "name", "value"),
            }
        ),
    ]
