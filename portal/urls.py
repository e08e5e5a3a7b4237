"""The whole site on one screen."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from assess.api.views.docs import UnknownAddress
from portal import views

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

API: list[URLPattern | URLResolver] = [
    path("", include("assess.api.urls")),
    path("", include("reports.api.urls")),
    re_path("", UnknownAddress.as_view(), name="unknown"),  # whatever is left
]
urlpatterns = [
    path("", include("reports.urls")),
    path("", include("assess.urls")),
    path("frameworks/", include("indicators.urls")),
    path("api/v1/", include((API, "api"))),
    path("accounts/", include("allauth.account.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
