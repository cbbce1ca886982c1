"""Django settings; names apps by string; imported by nobody but Django.

`YUNNUO_WORKSPACE` (a folder) holds the SQLite database; `YUNNUO_DATABASE_URL` chooses PostgreSQL instead.
`YUNNUO_ORIGIN` (such as `https://me.example.com`) is where individuals reach the pages, behind a proxy; without it
they are served to this machine only. Keys never stand here: they live in the workspace's `keys/` folder, outside the
database, and the key that signs forms is derived from them when a server starts.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

WORKSPACE = Path(os.environ.get("YUNNUO_WORKSPACE", "yunnuo-workspace"))

_SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192;PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=30000;"
    "PRAGMA wal_autocheckpoint=5000;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
)


def _database() -> dict[str, Any]:
    url = os.environ.get("YUNNUO_DATABASE_URL", "")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WORKSPACE / "yunnuo.db",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _SQLITE_PRAGMAS},
    }


DATABASES = {"default": _database()}
INSTALLED_APPS = ["yunnuo.ledger", "yunnuo.people", "yunnuo.consent", "yunnuo.rights", "yunnuo.web"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
SECRET_KEY = os.environ.get("YUNNUO_SECRET_KEY", "command-line-only-nothing-is-signed-with-this")

ROOT_URLCONF = "yunnuo.web.urls"
MIDDLEWARE = [
    "yunnuo.web.guards.SizeGuard",
    "yunnuo.web.guards.HeaderGuard",
    "django.middleware.security.SecurityMiddleware",
    "yunnuo.web.guards.LanguageChoice",
    "yunnuo.web.guards.AtDesk",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["yunnuo.web.guards.shared_context"]},
    }
]
CSRF_FAILURE_VIEW = "yunnuo.web.people.refusals.refuse_forgery"

_ORIGIN = urlsplit(os.environ.get("YUNNUO_ORIGIN", ""))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([_ORIGIN.hostname] if _ORIGIN.hostname else [])]
CSRF_TRUSTED_ORIGINS = [f"{_ORIGIN.scheme}://{_ORIGIN.netloc}"] if _ORIGIN.hostname else []
_HTTPS = _ORIGIN.scheme == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"  # `no-referrer` would make browsers hide the origin of our own forms
CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "yn_form", "yn_lang"
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # ends with the browser
DATA_UPLOAD_MAX_MEMORY_SIZE = 32_768
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"places": {"()": "yunnuo.web.logs.PlaceFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "places"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
