"""Settings, read from the environment. Every value has a working development default.

A production site sets at least SECRET_KEY, ALLOWED_HOSTS, SITE_URL and DEBUG=0; see
docs/configuration.md for the whole list.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from kb import databases, logs
from kb.environment import with_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
IS_CHECKOUT = (BASE_DIR / "pyproject.toml").is_file()
SHIPPED_DIR = BASE_DIR if IS_CHECKOUT else BASE_DIR / "kb"
"""Where ``templates``, ``static`` and ``seeds`` are: in a checkout beside the packages, in an
installed Strata below this one."""

env = environ.Env()
env.ENVIRON = with_secrets(os.environ)

VAR_DIR = env.path("KB_VAR_DIR", default=str((BASE_DIR if IS_CHECKOUT else Path.cwd()) / "var"))
VAR_DIR = Path(str(VAR_DIR))
"""Where what the site keeps as files lies."""

DEVELOPMENT_KEY = "development-only-key-never-use-it-on-a-public-site"

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or (DEVELOPMENT_KEY if DEBUG else "")
if not DEBUG and SECRET_KEY in ("", DEVELOPMENT_KEY):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. With DEBUG=0 set SECRET_KEY to a long random text, for example the "
        'output of: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}. Give the address readers use, such as https://kb.example.org"
    )
SITE_NAME = env.str("KB_SITE_NAME", default="Strata")
_local_hosts = ["127.0.0.1", "localhost", "[::1]", "testserver"] if DEBUG else []
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname, *_local_hosts])
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

INSTALLED_APPS = [
    "kb",
    "kb.search",
    "references",
    "glossary",
    "articles",
    "kb.apps.LazyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "kb.request_id.RequestIdMiddleware",
    "kb.logs.AccessLogMiddleware",
    "kb.metrics.MetricsMiddleware",
    "kb.outage.OutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kb.api.compression.CompressionMiddleware",
    "kb.http.SecurityHeadersMiddleware",
    "kb.http.NotFoundPageMiddleware",
    "kb.admin_access.AdminNetworksMiddleware",
    "kb.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "kb.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.django_application"  # what runserver runs; servers run kb.wsgi

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SHIPPED_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kb.http.site",
            ],
        },
    },
]

# --- data ---------------------------------------------------------------------------------

KB_READ_ONLY = env.bool("KB_READ_ONLY", default=False)
"""Whether the site only reads its database, as during a move to another machine."""
_limits = databases.Limits(
    statement_seconds=env.int("KB_STATEMENT_SECONDS", default=30),
    kept_seconds=env.int("KB_DATABASE_CONN_MAX_AGE", default=60),
    is_read_only=KB_READ_ONLY,
    pooled=env.int("KB_DATABASE_POOL", default=0),
)
_database = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'strata.sqlite3'}")
DATABASES = {"default": databases.configured(_database, _limits)}
if Path(str(_database["NAME"])).parent == VAR_DIR:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if env.str("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = databases.configured(
        env.db("DATABASE_REPLICA_URL"), replace(_limits, is_read_only=True)
    )
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["kb.replica.ReplicaRouter"]
    MIDDLEWARE.insert(0, "kb.replica.ReplicaMiddleware")

KB_PAGE_MEMORY = env.int("KB_PAGE_MEMORY_MB", default=8) * 1024 * 1024
"""Bytes of public pages that each worker remembers; 0 for none."""
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "kb.redis_cache.ForgivingRedisCache"
SEARCH_URL = env.str("SEARCH_URL", default="")
SEARCH_TIMEOUT = env.float("KB_SEARCH_TIMEOUT", default=2.0)
"""Seconds a search server may take before the database answers in its place."""
KB_COUNT_UNFOUND = env.bool("KB_COUNT_UNFOUND", default=True)
"""Whether searches that found nothing are counted for the editors; see docs/search.md."""
if SEARCH_URL:
    from kb.search.engines.http import Server

    try:
        Server.from_url(SEARCH_URL)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error

# --- accounts -----------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [  # long and not well known; which characters is nobody's business
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = env.int("KB_LOGIN_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("KB_LOCKOUT_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "kb.login_address.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_VERBOSE = False
KB_REQUIRE_OTP = env.bool("KB_REQUIRE_OTP", default=False)
"""Whether every account of the editors' site needs a second factor."""
OTP_TOTP_ISSUER = SITE_NAME
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# --- mail ---------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
KB_SENDS_MAIL = bool(EMAIL_URL)
"""Whether notices of the editors' site are mailed too."""
if EMAIL_URL:
    if urlsplit(EMAIL_URL).scheme not in env.EMAIL_SCHEMES:
        raise ImproperlyConfigured(
            "EMAIL_URL must begin with one of "
            f"{', '.join(sorted(env.EMAIL_SCHEMES))}, such as smtp+tls://user:password@host:587"
        )
    globals().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"strata@{_site.hostname}")
EMAIL_TIMEOUT = 10

# --- language and time --------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False  # one language: its dates, and no look for translations at each number
USE_TZ = True

# --- static files -------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [SHIPPED_DIR / "static"]
STATIC_ROOT = env.path("KB_STATIC_ROOT", default=str(VAR_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kb.static_files.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "ico", "woff2", "gz", "br"]

# --- security -----------------------------------------------------------------------------

_https = _site.scheme == "https"
SECURE_SSL_REDIRECT = env.bool("KB_SSL_REDIRECT", default=_https and not DEBUG)
if env.bool("KB_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("KB_HSTS_SECONDS", default=31_536_000 if _https and not DEBUG else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_AGE = env.int("KB_SESSION_SECONDS", default=8 * 3600)
X_FRAME_OPTIONS = "DENY"
KB_ADMIN_NETWORKS = env.list("KB_ADMIN_NETWORKS", default=[])
"""Networks that the editors' site answers to; empty for everywhere."""
SECURITY_CONTACT = env.str("KB_SECURITY_CONTACT", default="")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PAGINATION_CLASS": "kb.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["kb.api.throttling.AddressThrottle"],
    "DEFAULT_THROTTLE_RATES": {"address": env.str("KB_API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "kb.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": env.int("KB_TRUSTED_PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Strata API",
    "DESCRIPTION": "A clinical knowledge base at three depths: what is published, for anybody.",
    "VERSION": "1",
    "LICENSE": {"name": "BSD-3-Clause"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "TierName": "kb.document.tree.TIERS",
        "ReviewState": "articles.review.STATES",
        "Verification": "references.models.Verification",
        "Fate": "articles.api.serializers.FATES",
        "WordFate": "articles.api.serializers.WORD_FATES",
        "ChangeKind": "kb.models.Change.Kind",
        "RecordKind": "kb.changes.KINDS",
    },
    "PREPROCESSING_HOOKS": ["kb.api.schema.only_v1"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kb.api.schema.add_refusals",
    ],
}

# --- publishing ---------------------------------------------------------------------------

KB_READING_CEILINGS = {"fundamentals": 8.0, "intermediate": 12.0}
"""Highest Flesch-Kincaid grade an editor is not warned about, per tier."""
KB_REVIEW_MONTHS = env.int("KB_REVIEW_MONTHS", default=24)
"""Months from a clinical sign-off to the next one due, unless a topic says otherwise."""

KB_FEEDBACK_RATE = env.str("KB_FEEDBACK_RATE", default="20/hour")
"""Answers to "Was this helpful?" that one address may send."""

KB_COMMENT_RATE = env.str("KB_COMMENT_RATE", default="20/hour")
"""Comments that one address may leave on previews of drafts."""

KB_IMPORT_WORKERS = env.str("KB_IMPORT_WORKERS", default="on-demand")
"""Who imports what is sent from the browser: a process started then, or ``run_imports --wait``."""
if KB_IMPORT_WORKERS not in ("on-demand", "external"):
    raise ImproperlyConfigured(
        f"KB_IMPORT_WORKERS is {KB_IMPORT_WORKERS!r}. Use on-demand, or external if you run "
        "manage.py run_imports --wait"
    )
KB_UPLOAD_DAYS = env.int("KB_UPLOAD_DAYS", default=7)
"""Days after which the files of an upload that nobody decided on are thrown away."""

# --- logs ---------------------------------------------------------------------------------

KB_LOG_FORMAT = env.str("KB_LOG_FORMAT", default="text")
if KB_LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured(f"KB_LOG_FORMAT is {KB_LOG_FORMAT!r}. Use text or json.")
LOGGING = logs.configuration(
    KB_LOG_FORMAT,
    env.str("KB_LOG_LEVEL", default="INFO").upper(),
    logs_requests=env.bool("KB_LOG_REQUESTS", default=False),
)
KB_METRICS_TOKEN = env.str("KB_METRICS_TOKEN", default="")
KB_METRICS_NETWORKS = env.list("KB_METRICS_NETWORKS", default=[])
KB_METRICS_DIR = env.str("KB_METRICS_DIR", default="")
"""Who may ask for /metrics, by token or from where; where workers put their figures together."""
KB_SLOW_QUERY_MS = env.int("KB_SLOW_QUERY_MS", default=0)
"""Statements that take as long are logged, without their values; 0 for none."""
