"""Owns every setting of the service, read from the environment (docs/settings.md); a wrong value stops the start.

Refuses secrets in the code and a second settings file: development, tests and live sites differ by environment only.
"""

from ipaddress import ip_address
from typing import Any

from django.utils.csp import CSP
from psycopg import Connection, OperationalError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import ExecStatus
from psycopg_pool.base import AttemptWithBackoff

from handrail.config import postgres
from handrail.config.environment import SettingError, flag, text, whole_number, words
from handrail.config.home import CHECKOUT, demo_marks, handrail_home, local_secrets

# Places and database

HANDRAIL_HOME = handrail_home()
DATABASE_URL = text("DATABASE_URL", "")
DATABASE_OWNER_URL = text("DATABASE_OWNER_URL", "")
DATABASE_IS_EMBEDDED = not DATABASE_URL
if DATABASE_OWNER_URL and not DATABASE_URL:
    raise SettingError(
        "DATABASE_OWNER_URL is set without DATABASE_URL; set both, or neither for the embedded database."
    )
if DATABASE_IS_EMBEDDED:
    DATABASE_URL = postgres.url(postgres.Cluster(HANDRAIL_HOME), postgres.APP)
    DATABASE_OWNER_URL = postgres.url(postgres.Cluster(HANDRAIL_HOME), postgres.OWNER)


# A statement that a connection has run twice is kept there with its plan: planning was half of the database's work
# in a loan cycle (docs/benchmarks.md). The driver keeps 100 by itself; pages and API together have more.
_STATEMENTS_PREPARED = 500
# The planner may put so many joined tables into another order than the statement names them. Ours begin where the rows
# are few; of eleven tables, trying every order took 16 ms and found the same. And one plan serves all values: row
# security hides the values that differ most, so planning for each of them anew found nothing better.
_PLANNING = "-c join_collapse_limit=4 -c plan_cache_mode=force_generic_plan"


def _forget_session(connection: Connection[Any]) -> None:
    """Undo any session-wide SET as the pool lends a connection: no scope may reach the next user.

    One statement that must come back, so a connection that died with its server is thrown away, not lent. It goes past
    the driver's cursors, which would take five times as long as the statement at each request."""
    connection.prepared_max = _STATEMENTS_PREPARED
    connection.autocommit = True
    if connection.pgconn.exec_(b"RESET ALL").status != ExecStatus.COMMAND_OK:
        raise OperationalError("the connection could not be reset")


def _parts(address: str, setting: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(address))
    except Exception as error:
        raise SettingError(f"{setting} is not a PostgreSQL address such as postgresql://user@host/name.") from error


def _database(address: str, setting: str, pool: dict[str, object] | None) -> dict[str, Any]:
    """Django's description of a database from a libpq address (URI or key=value)."""
    parts = _parts(address, setting)
    known = {name: str(parts.pop(name, "") or "") for name in ("dbname", "user", "password", "host", "port")}
    if not known["dbname"]:
        raise SettingError(f"{setting} names no database, as in postgresql://user@host/name.")
    # RESET ALL falls back to the values given here, so the time zone survives it. Without a pool it is the owner, who
    # changes the schema: a migration that waits for a lock holds up everybody behind it, so it does not wait long.
    given = str(parts.pop("options", "") or "")
    fixed = f"-c TimeZone=UTC {_PLANNING if pool else '-c lock_timeout=10s -c statement_timeout=30min'}"
    pooled = {"pool": pool, "server_side_binding": True, "prepare_threshold": 2} if pool else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**parts, "options": f"{given} {fixed}".strip(), **pooled},
    }


_POOL: dict[str, object] = {
    "min_size": 1,
    "max_size": whole_number("DATABASE_POOL_SIZE", default=8, least=1, most=100),
    "timeout": 10,
    "check": _forget_session,
}
# How long the pool waits between two tries: a tenth of the time that the database has been away. By itself it waits 1,
# 2, 4 seconds, also between two dead connections in store: after a restart first requests took 8 seconds or failed.
AttemptWithBackoff.INITIAL_DELAY, AttemptWithBackoff.DELAY_BACKOFF = 0.1, 1.1
# The commands that change the schema run as the owner's role; everything else as the application's.
DATABASE_ROLE = text("HANDRAIL_DATABASE_ROLE", "app")
match DATABASE_ROLE:
    case "app":
        DATABASES = {"default": _database(DATABASE_URL, "DATABASE_URL", _POOL)}
    case "owner":
        DATABASES = {
            "default": _database(text("DATABASE_OWNER_URL", DATABASE_OWNER_URL or None), "DATABASE_OWNER_URL", None)
        }
    case _:
        raise SettingError(f"HANDRAIL_DATABASE_ROLE is {DATABASE_ROLE!r}, but must be app or owner.")
# Migrations give rights to this role and take them from it; its name comes from DATABASE_URL.
DATABASE_APP_ROLE = str(_parts(DATABASE_URL, "DATABASE_URL").get("user", postgres.APP))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where it listens, and demo mode

HOST = text("HOST", "127.0.0.1")
PORT = whole_number("PORT", default=8000, least=1, most=65535)
WEB_WORKERS = whole_number("WEB_WORKERS", default=2, least=1, most=64)
JOB_WORKERS = whole_number("JOB_WORKERS", default=1, least=0, most=64)
WEB_THREADS = whole_number("WEB_THREADS", default=2, least=1, most=64)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# A database that holds the demo county is a demo for every command, so that no real person is brought into it. Another
# one beside it in the same home is none: there, nobody signs in by a click.
_DEMO_LOADED = demo_marks(HANDRAIL_HOME, "" if DATABASE_IS_EMBEDDED else DATABASE_URL)[1]
DEMO_MODE = flag("DEMO_MODE", default=_DEMO_LOADED.exists())
if DEMO_MODE and not _is_loopback(HOST) and not flag("HANDRAIL_DEMO_PUBLIC", default=False):
    raise SettingError(
        f"DEMO_MODE lets anyone sign in, so it does not start on {HOST}; "
        "listen on 127.0.0.1, or set HANDRAIL_DEMO_PUBLIC=yes if everyone may come in."
    )

# Security

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = text("SECRET_KEY", local_secrets(HANDRAIL_HOME).secret_key if DATABASE_IS_EMBEDDED else None)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# A site behind TLS says so; plain HTTP is for this machine alone.
HTTPS = flag("HTTPS", default=not _is_loopback(HOST) and not DEMO_MODE)
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "handrail_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = whole_number("SESSION_IDLE_MINUTES", default=30, least=1, most=720)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "handrail.web.shared.errors.csrf_failed"
OIDC_SERVER_URL = text("OIDC_SERVER_URL", "")
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:", *words("MAP_TILE_ORIGINS")],
    "media-src": [CSP.SELF, "blob:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    # A form that begins a sign-in is redirected to the identity provider, which browsers count as its target.
    "form-action": [CSP.SELF, *filter(None, ["/".join(OIDC_SERVER_URL.split("/")[:3])])],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "handrail.web.shared.uploads.LargestRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Applications

# The subjects, in the order of their layers (docs/adr/0002).
_NOUNS = (
    "core",
    "partners",
    "identity",
    "people",
    "catalogue",
    "ledger",
    "scenarios",
    "needs",
    "stock",
    "orders",
    "loans",
    "vouchers",
    "specials",
    "visits",
    "intake",
    "spending",
    "forecasts",
    "invoices",
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "ninja",
    *(f"handrail.{name}" for name in _NOUNS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "handrail.api.shortcut.ApiShortcut",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "handrail.web.shared.body_limit.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "handrail.web.shared.middleware.IdleSession",
    "handrail.web.shared.middleware.SecondFactor",
    "handrail.web.shared.middleware.WorkingScope",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "handrail.config.urls"
WSGI_APPLICATION = "handrail.config.wsgi.application"

# Pages

TEMPLATES = [
    {
        # First, so that our sign-in pages stand before those that allauth brings.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "handrail.web.shared.jinja.environment",
            "context_processors": [
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "handrail.web.shared.context.shell",
            ],
        },
    },
    {
        # Only for pages of packages that have no twin of ours, such as the API's documentation.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SERVICE_NAME = text("SERVICE_NAME", "Handrail")
DEMO_COUNTY = "Northdown"

STATIC_URL = "/static/"
STATICFILES_DIRS = [CHECKOUT / "handrail/web/shared/static"]
STATIC_ROOT = HANDRAIL_HOME / "static"
MEDIA_ROOT = HANDRAIL_HOME / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Rate limits count here, for all web processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}

# Language and time: stored in UTC, shown as in London

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Sign-in

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    # Long rather than complicated, and not a known one: NCSC password guidance.
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "handrail.web.shared.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# An administrator adds users, and their first password comes by a link to that address: nobody holds another's address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_BY_PROVIDER = flag("SECOND_FACTOR_BY_PROVIDER", default=False)
SOCIALACCOUNT_ADAPTER = "handrail.web.shared.sign_in.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
# An identity from the provider signs in the user with the same verified e-mail address, and nobody else.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True


def _identity_providers() -> dict[str, Any]:
    """One OpenID Connect provider from OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or none."""
    if not OIDC_SERVER_URL:
        return {}
    client = {
        "provider_id": text("OIDC_ID", "national-login"),
        "name": text("OIDC_NAME", "your work account"),
        "client_id": text("OIDC_CLIENT_ID"),
        "secret": text("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": OIDC_SERVER_URL},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [client]}}


SOCIALACCOUNT_PROVIDERS = _identity_providers()

# Mail and logs

MAIL_HOST = text("MAIL_HOST", "")
MAIL_FOLDER = HANDRAIL_HOME / "mail"
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": text("MAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")}
}
if DEMO_MODE:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": MAIL_FOLDER},
    }
elif MAIL_HOST:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": whole_number("MAIL_PORT", default=587, least=1, most=65535),
            "username": text("MAIL_USER", ""),
            "password": text("MAIL_PASSWORD", ""),
            "use_tls": flag("MAIL_TLS", default=True),
            "timeout": 10,
        },
    }
SMS_MAIL_DOMAIN = text("SMS_MAIL_DOMAIN", "")
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "handrail@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "INFO")},
}
