"""Django settings; names apps by string; imported by nobody but Django.

`YUNNUO_WORKSPACE` (a folder) holds the SQLite database; `YUNNUO_DATABASE_URL` chooses PostgreSQL instead.
Keys never stand here: they live in the workspace's `keys/` folder, outside the database.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

WORKSPACE = Path(os.environ.get("YUNNUO_WORKSPACE", "yunnuo-workspace"))

_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=30000;PRAGMA foreign_keys=ON;"


def _database() -> dict[str, Any]:
    url = os.environ.get("YUNNUO_DATABASE_URL", "")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WORKSPACE / "yunnuo.db",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": _SQLITE_PRAGMAS},
    }


DATABASES = {"default": _database()}
INSTALLED_APPS = ["yunnuo.ledger", "yunnuo.people", "yunnuo.consent"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
SECRET_KEY = os.environ.get("YUNNUO_SECRET_KEY", "command-line-only-nothing-is-signed-with-this")
