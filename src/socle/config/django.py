"""Django's own settings, all derived from the one typed `Settings` object."""

from __future__ import annotations

import secrets

from socle.config.database import database
from socle.config.settings import installed

SETTINGS = installed()

DEBUG = False
SECRET_KEY = SETTINGS.secret_key or secrets.token_urlsafe(48)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver", *SETTINGS.allowed_hosts]
ROOT_URLCONF = "socle.config.urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "socle.storage",
    "socle.ledger",
    "socle.web",
    "socle.identity",
    "socle.directory",
    "socle.documents",
    "socle.record",
    "socle.space",
    "socle.programmes",
    "socle.manual",
    *(["socle.sandbox"] if SETTINGS.sandbox else []),
]
MIDDLEWARE = [
    "socle.web.middleware.security_headers",
    "socle.config.throttle.pages",
    "socle.web.middleware.NotDoneIsSaid",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "socle.record.portal.lasting.sessions_end",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "socle.web.pages.layout",
                "socle.space.acting.header",
            ]
        },
    }
]
DATABASES = {"default": database(SETTINGS.database_url, SETTINGS.data_dir)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
STATIC_URL = "/static/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "socle.web.errors.form_expired"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SETTINGS.sandbox
SECURE_HSTS_SECONDS = 0 if SETTINGS.sandbox else 365 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []
#: Handlers are set by `socle.config.logs`, before Django is.
LOGGING_CONFIG = None

#: What the rooms below may know of the settings; they never import this room.
SOCLE_SANDBOX = SETTINGS.sandbox
SOCLE_SESSION_LASTS = SETTINGS.session_lasts
SOCLE_DATA_DIR = SETTINGS.data_dir
SOCLE_KEY_SERVICE = SETTINGS.key_service
SOCLE_STORAGE_URL = SETTINGS.storage_url
SOCLE_HEADS_DIR = SETTINGS.heads_dir
SOCLE_TLS_PORT = SETTINGS.tls_port
SOCLE_PARTITIONS = SETTINGS.partitions
