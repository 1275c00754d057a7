"""Addresses of the switches and of the styleguide."""

from __future__ import annotations

from django.urls import path, re_path

from chinhdanh.web.ui import views

app_name = "ui"
urlpatterns = [
    path("preferences/theme/", views.choose_theme, name="theme"),
    path("preferences/language/", views.choose_language, name="language"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/branch/", views.styleguide_branch, name="styleguide-branch"),
    re_path(r"^styleguide/errors/(?P<status>400|403|404|429|500)/$", views.styleguide_error, name="styleguide-error"),
]
