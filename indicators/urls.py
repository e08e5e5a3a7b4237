"""Addresses of the pages about frameworks, below ``frameworks/``."""

from django.urls import path

from indicators import views

urlpatterns = [
    path("", views.framework_list, name="framework_list"),
    path("method/", views.method, name="method"),
    path("accelerators/", views.accelerator_list, name="accelerator_list"),
    path("<slug:code>/", views.framework_detail, name="framework_detail"),
    path("<slug:code>/<slug:indicator>/", views.indicator_detail, name="indicator_detail"),
]
