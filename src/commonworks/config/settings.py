"""Django's settings, all from `environment`."""

from commonworks.config.environment import ROOT, Environment

_told = Environment.read()

COMMONWORKS_DATA = _told.data
COMMONWORKS_DEMO = _told.demo
COMMONWORKS_ADDRESS = _told.address
COMMONWORKS_SUPPLIERS = _told.suppliers
COMMONWORKS_MASTER_KEY = _told.secret("key")
SECRET_KEY = _told.secret("secret_key").hex()
DEBUG = False
ALLOWED_HOSTS = _told.hosts

DATABASES = {"default": _told.database()}
CACHES = {
    "default": {  # files, so that every worker counts the same attempts to sign in
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": _told.data / "cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",  # auth will not start without it; no room may use it
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "commonworks.kernel",
    "commonworks.frontend",
    "commonworks.post",
    "commonworks.network",
    "commonworks.places",
    "commonworks.signposts",
    "commonworks.decisions",
    "commonworks.needs",
    "commonworks.factories",
    "commonworks.services",
    "commonworks.measures",
    "commonworks.pages",
    "commonworks.integrations",
    "commonworks.config",
]
AUTH_USER_MODEL = "network.Person"
MIDDLEWARE = [
    "commonworks.frontend.middleware.Demonstration",
    "commonworks.frontend.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "commonworks.frontend.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "commonworks.frontend.forgery.Forgery",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonworks.network.web.middleware.Actors",
    "commonworks.network.web.middleware.BackToTheForm",
    "commonworks.frontend.middleware.DomainErrors",
]
TEMPLATES = [
    {
        "BACKEND": "commonworks.frontend.jinja.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "commonworks.frontend.jinja.environment",
            "context_processors": ["commonworks.frontend.forgery.tokens"],
        },
    },
    {  # for packages that bring pages of their own; the house's are all Jinja
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
# Where a form of ours may lead: browsers hold redirects after a post to this list (form-action).
COMMONWORKS_FORM_TARGETS = [
    _told.suppliers.simulators or "https://*.payments.service.gov.uk",
]
ROOT_URLCONF = "commonworks.config.urls"
CSRF_COOKIE_AGE = None  # it ends with the browser: frontend.forgery relies on it
CSRF_FAILURE_VIEW = "commonworks.frontend.views.csrf_failure"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "build" / "static"]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "network:sign-in"
LOGIN_REDIRECT_URL = "/"
COMMONWORKS_MEMBERS_START = "/my-council/"  # where members of an organisation begin instead
ACCOUNT_ADAPTER = "commonworks.network.web.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "commonworks.network.web.forms.SignIn",
    "signup": "commonworks.network.web.forms.Register",
    "reset_password": "commonworks.network.web.forms.AskForPassword",
    "reset_password_from_key": "commonworks.network.web.forms.SetPassword",
    "change_password": "commonworks.network.web.forms.Change",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # with it, allauth does not tell who has an account
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False  # council computers are shared: a session ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

_secure = _told.address.startswith("https://")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS = [
    "commonworks.frontend.uploads.NoFiles"
]  # but where a page says so: frontend.uploads

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"routes": {"()": "commonworks.config.logs.RoutesNotPaths"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routes"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
