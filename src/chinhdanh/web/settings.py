"""Settings of the application, from the environment.

`DATABASE_URL`: any PostgreSQL 15 or newer; without it the embedded one in `CHINHDANH_DATA`.
`CHINHDANH_SECRET_KEY`: needed to serve; commands that only touch the database do without. `CHINHDANH_SECRET_KEY_BEFORE`: the
one before it, while what was kept under that one is still to be read.
`CHINHDANH_HOSTS`: names under which the application is reached, separated by commas.
`CHINHDANH_DEMO`: a demo on this machine only, with a key of its own and without TLS.
`CHINHDANH_OIDC_URL`, `_CLIENT`, `_SECRET`: the sign-in service of the office, where there is one (OpenID Connect); `_NAME` is
what it is called on the sign-in page, `_CLAIM` which of its claims is the name of the user (`preferred_username`).
`CHINHDANH_DEBUG`: for those who develop; `operations.safety` keeps it from being served.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from chinhdanh.web.operations import logs, safety
from chinhdanh.web.postgres import data_folder, embedded_url

BASE = Path(__file__).parent
PREPARED_AFTER = 1
"""Times that a connection has asked a statement when it is prepared."""


def database_of(url: str) -> dict[str, object]:
    """How Django reaches the database at `url`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    # Plans are kept (`record.plans`), but where a pooler that hands connections around keeps none.
    prepared = options.pop("prepare_threshold", PREPARED_AFTER)
    options |= {"server_side_binding": True, "prepare_threshold": None if prepared == "none" else int(str(prepared))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        # A new connection knows no tables yet and takes twice the time for the first of each kind of page.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database_of(os.environ.get("DATABASE_URL") or embedded_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEMO = safety.is_on(safety.DEMO)
SERVING = safety.is_on(safety.SERVING)
DEBUG = safety.is_on(safety.DEBUG) and not SERVING
SECRET_KEY = safety.demo_key() if DEMO else os.environ.get("CHINHDANH_SECRET_KEY") or secrets.token_urlsafe(50)
SECRET_KEY_FALLBACKS = [key for key in (os.environ.get(safety.KEY_BEFORE, ""),) if key and not DEMO]
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if DEMO
    else [name.strip() for name in os.environ.get("CHINHDANH_HOSTS", "").split(",") if name.strip()]
)

LOGGING = logs.LOGGING

# Over TLS only, unless nobody but this machine is served.
SECURE = SERVING and not DEMO
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # asked by the machine itself, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_ENGINE = "chinhdanh.web.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "chinhdanh.web.ui",
    "chinhdanh.web.accounts",
    "chinhdanh.web.operations",
    "chinhdanh.web.record",
    "chinhdanh.web.organisations",
    "chinhdanh.web.positions",
    "chinhdanh.web.officials",
    "chinhdanh.web.decisions",
    "chinhdanh.web.files",
    "chinhdanh.web.proposals",
    "chinhdanh.web.imports",
    "chinhdanh.web.findings",
    "chinhdanh.web.work",
    "chinhdanh.web.mine",
    "chinhdanh.web.roles",
    "chinhdanh.web.api",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "chinhdanh.web.operations.middleware.headers",
    "chinhdanh.web.operations.middleware.known_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chinhdanh.web.operations.middleware.access_log",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chinhdanh.web.ui.middleware.led_on",
    "chinhdanh.web.ui.middleware.chosen_language",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chinhdanh.web.ui.context.layout",
            ]
        },
    }
]
# What is told after an action may name a person: it is kept with the session, and not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Before those that keep what is sent: nobody fills the disk with one request.
FILE_UPLOAD_HANDLERS = [
    "chinhdanh.web.files.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10
CSRF_FAILURE_VIEW = "chinhdanh.web.ui.views.form_refused"
ROOT_URLCONF = "chinhdanh.web.urls"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["chinhdanh.web.accounts.sessions.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "chinhdanh.web.accounts.signing_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# A session ends with the browser: machines of an office are shared.
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "chinhdanh.web.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "chinhdanh.web.accounts.forms.AddKey",
    "edit_webauthn": "chinhdanh.web.accounts.forms.EditKey",
}
MFA_TOTP_ISSUER = "Chính Danh"
MFA_TOTP_TOLERANCE = 1  # clocks of an office's machines are not all right: a code more of 30 seconds either way
# Keys are bound to a name and to TLS; the demo on this machine has neither.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_ADAPTER = "chinhdanh.web.accounts.signing_in.SocialAccountAdapter"
# By a link: the policy of our pages lets a form lead nowhere else, not even by way of us.
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_USER_CLAIM = os.environ.get("CHINHDANH_OIDC_CLAIM") or "preferred_username"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "office",
                    "name": os.environ.get("CHINHDANH_OIDC_NAME") or "OpenID Connect",
                    "client_id": os.environ.get("CHINHDANH_OIDC_CLIENT", ""),
                    "secret": os.environ.get("CHINHDANH_OIDC_SECRET", ""),
                    "settings": {"server_url": os.environ["CHINHDANH_OIDC_URL"]},
                }
            ],
        }
    }
    if os.environ.get("CHINHDANH_OIDC_URL")
    else {}
)
# Attempts to sign in are counted here, for all processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "attempt"}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
# One copy of the typeface serves the reports and the pages.
STATICFILES_DIRS = [("fonts", BASE.parent / "reports" / "fonts")]
WHITENOISE_ALLOW_ALL_ORIGINS = False
if SERVING:
    # Gathered when the server starts: names with a hash of the content, which browsers keep for ever, and compressed.
    STATIC_ROOT = data_folder() / "static"
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
else:
    WHITENOISE_USE_FINDERS = True
