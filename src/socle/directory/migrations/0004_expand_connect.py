"""Pro Santé Connect: connected services, authenticators, sign-ins under way, sessions, and what is out of order."""

from django.db import migrations, models

from socle.directory.models.connect import _nothing


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_expand_twins")]
    operations = [
        migrations.CreateModel(
            name="ConnectClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=32)),
                ("wave", models.SmallIntegerField(default=1)),
                ("alternative", models.CharField(max_length=200)),
                ("methods", models.JSONField(default=_nothing)),
                ("secret_hash", models.CharField(blank=True, max_length=64)),
                ("certificate", models.CharField(blank=True, max_length=64)),
                ("jwks", models.JSONField(default=_nothing)),
                ("redirect_uris", models.JSONField(default=_nothing)),
                ("post_logout_uris", models.JSONField(default=_nothing)),
                ("signed_userinfo", models.BooleanField(default=False)),
            ],
            options={"db_table": "directory_connect_client"},
        ),
        migrations.CreateModel(
            name="Authenticator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=64)),
                ("means", models.CharField(max_length=8)),
                ("secret_hash", models.CharField(max_length=64)),
                ("activated_by", models.CharField(max_length=16)),
                ("activated_at", models.DateTimeField()),
                ("failures", models.SmallIntegerField(default=0)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "directory_authenticator",
                "constraints": [
                    models.UniqueConstraint(fields=("holder", "means"), name="directory_authenticator_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=64, unique=True)),
                ("mail", models.CharField(blank=True, max_length=200)),
                ("mobile", models.CharField(blank=True, max_length=32)),
            ],
            options={"db_table": "directory_contact_point"},
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=8)),
                ("client_id", models.CharField(max_length=100)),
                ("scope", models.CharField(max_length=200)),
                ("acr", models.CharField(max_length=16)),
                ("redirect_uri", models.TextField(blank=True)),
                ("state", models.TextField(blank=True)),
                ("nonce", models.TextField(blank=True)),
                ("challenge", models.CharField(blank=True, max_length=128)),
                ("challenge_method", models.CharField(blank=True, max_length=8)),
                ("binding", models.CharField(max_length=8)),
                ("holder", models.CharField(blank=True, db_index=True, max_length=64)),
                ("means", models.CharField(blank=True, max_length=8)),
                ("status", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
                ("polled_at", models.DateTimeField(blank=True, null=True)),
                ("code_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("code_until", models.DateTimeField(blank=True, null=True)),
                ("sid", models.CharField(blank=True, max_length=36)),
            ],
            options={"db_table": "directory_connect_attempt"},
        ),
        migrations.CreateModel(
            name="ConnectSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sid", models.CharField(max_length=36, unique=True)),
                ("client_id", models.CharField(max_length=100)),
                ("holder", models.CharField(db_index=True, max_length=64)),
                ("means", models.CharField(max_length=8)),
                ("acr", models.CharField(max_length=16)),
                ("scope", models.CharField(max_length=200)),
                ("nonce", models.TextField(blank=True)),
                ("bound", models.CharField(blank=True, max_length=64)),
                ("auth_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("refresh_hash", models.CharField(max_length=64, unique=True)),
                ("refresh_until", models.DateTimeField()),
                ("former_hash", models.CharField(blank=True, db_index=True, max_length=64)),
            ],
            options={"db_table": "directory_connect_session"},
        ),
        migrations.CreateModel(
            name="Disturbance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32, unique=True)),
                ("value", models.CharField(max_length=64)),
            ],
            options={"db_table": "directory_disturbance"},
        ),
    ]
