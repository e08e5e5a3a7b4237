"""The one settings file. Every value a site may change comes from the environment (see .env.example)."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

# --- where things are ---------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
DATA_DIR = Path(os.environ.get("SUANHENG_DATA", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _flag(name: str, *, default: bool) -> bool:
    """Read a yes/no environment variable."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str) -> list[str]:
    """Read a comma-separated environment variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _secret() -> str:
    """Take the secret key from the environment, or make one once and keep it beside the data."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


# --- security -----------------------------------------------------------------------------------------------
SECRET_KEY = _secret()
DEBUG = _flag("DEBUG", default=False)
ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS", "")
HTTPS = _flag("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from beside the server, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # Plotly draws its download through a blob
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- applications -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "reports",
    "assess",
    "indicators",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assess.api.middleware.RateHeaders",
    "assess.api.middleware.Unchanged",
    "assess.api.middleware.Idempotency",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.product",
            ]
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a deferred transaction fails with "database is locked" under load
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "files"
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- background work (the Job row is the truth, the queue only wakes a worker) --------------------------------
JOB_LEASE_SECONDS = int(os.environ.get("JOB_LEASE_SECONDS", "60"))
JOB_SWEEP_SECONDS = float(os.environ.get("JOB_SWEEP_SECONDS", "5"))
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", REDIS_URL or "filesystem://localhost//")

# --- evidence files: each is read in a process of its own with these limits ------------------------------------
EVIDENCE_CPU_SECONDS = int(os.environ.get("EVIDENCE_CPU_SECONDS", "600"))
EVIDENCE_WALL_SECONDS = int(os.environ.get("EVIDENCE_WALL_SECONDS", "780"))
EVIDENCE_MEMORY_MB = int(os.environ.get("EVIDENCE_MEMORY_MB", "4096"))
EVIDENCE_MAX_BYTES = int(os.environ.get("EVIDENCE_MAX_BYTES", str(5 * 1024**3)))
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_TEMP_DIR = (
    MEDIA_ROOT / "uploads"
)  # beside the files, so that a whole one is moved, not copied
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)

# --- webhooks -------------------------------------------------------------------------------------------------
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")  # links in messages begin with it
WEBHOOK_ALLOWED_NETWORKS = _words("WEBHOOK_ALLOWED_NETWORKS", "")
WEBHOOK_PLAIN_HTTP = _flag("WEBHOOK_PLAIN_HTTP", default=DEBUG)

# --- what went wrong is said where the server was started -------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

# --- people and languages -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "assess.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATORS = (
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"} for name in VALIDATORS
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.InvitationOnly"
ACCOUNT_FORMS = {
    "login": "portal.accounts.SignIn",
    "change_password": "portal.accounts.NewPassword",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# --- static files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.finders.PlotlyFinder",  # plotly.js and its style rules, out of the Python package
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- REST ---------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "assess.api.access.TokenAccess",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["assess.api.access.InScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["assess.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "assess.api.pages.NewestFirst",
    "DEFAULT_THROTTLE_CLASSES": ["assess.api.access.Rate"],
    "DEFAULT_THROTTLE_RATES": {"user": os.environ.get("API_RATE", "600/min")},
    "LIST_SERIALIZER_ERRORS_AS_DICT": True,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "assess.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "assess.Token"  # noqa: S105 - a name, no secret
MIGRATION_MODULES = {"knox": None}  # else it makes its own table of tokens beside ours
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Bearer"}
SPECTACULAR_SETTINGS = {
    "TITLE": "算衡 SuanHeng",
    "DESCRIPTION": "Assess and plan large-model infrastructure after CAICT's 2024 research report.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,  # what is given and what is shown differ
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "assess.api.schema.add_problems",
        "assess.api.schema.add_tags",
        "assess.api.schema.whole_lists",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ChoiceRule": "assess.derivation.reconcile.RULES",
        "ChoiceRuleForAll": "assess.api.serializers.derived.FOR_ALL",
        "Slot": "assess.api.serializers.derived.SLOT_CODES",
        "ProofClass": "assess.api.serializers.derived.CLASSES",
        "SubmissionState": "assess.models.Submission.State",
        "JobState": "assess.models.Job.State",
        "ResultState": "assess.api.serializers.results.STATES",
        "EvidenceState": "assess.models.Evidence.State",
        "FindingSeverity": "assess.models.EvidenceFinding.Severity",
        "EvidenceClass": "assess.models.Answer.Evidence",
        "SeriesRule": "assess.series.rules.KINDS",
        "WebhookState": "assess.models.Webhook.State",
        "WebhookSwitch": "assess.api.serializers.webhooks.SWITCHES",
        "WebhookEvent": "assess.models.Webhook.Event",
        "MessageType": "assess.api.serializers.webhooks.EVENTS",
        "MessageState": "assess.models.Delivery.State",
        "OwnRunKind": "assess.api.serializers.own_data.RUN_KINDS",
        "StoredModelKind": "assess.capacity.reading.KINDS",
        "CalibrationBasis": "assess.models.StepCalibration.Basis",
        "IntervalBasis": "assess.api.serializers.uncertainty.BASES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- reports ------------------------------------------------------------------------------------------------
REPORT_FONT_DIRS = _words("REPORT_FONT_DIRS", "")
REPORT_FONTS = _words("REPORT_FONTS", "")
