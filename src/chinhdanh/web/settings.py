"""Settings of the application, from the environment.

`DATABASE_URL`: any PostgreSQL 15 or newer; without it the embedded one in `CHINHDANH_DATA`.
`CHINHDANH_SECRET_KEY`: needed to serve; commands that only touch the database do without.
`CHINHDANH_HOSTS`: names under which the application is reached, separated by commas.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from chinhdanh.web.postgres import embedded_url

BASE = Path(__file__).parent


def database_of(url: str) -> dict[str, object]:
    """How Django reaches the database at `url`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database_of(os.environ.get("DATABASE_URL") or embedded_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = os.environ.get("CHINHDANH_SECRET_KEY") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = [name for name in os.environ.get("CHINHDANH_HOSTS", "").split(",") if name]
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "chinhdanh.web.ui",
    "chinhdanh.web.accounts",
    "chinhdanh.web.record",
    "chinhdanh.web.organisations",
    "chinhdanh.web.officials",
    "chinhdanh.web.decisions",
]
MIDDLEWARE = [
    "django.middleware.csrf.CsrfViewMiddleware",
    "chinhdanh.web.ui.middleware.chosen_language",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "chinhdanh.web.ui.context.layout",
            ]
        },
    }
]
CSRF_FAILURE_VIEW = "chinhdanh.web.ui.views.form_refused"
ROOT_URLCONF = "chinhdanh.web.urls"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
# One copy of the typeface serves the reports and the pages.
STATICFILES_DIRS = [("fonts", BASE.parent / "reports" / "fonts")]
