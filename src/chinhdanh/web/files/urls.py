"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/view/", views.view, name="view"),
    path("<uuid:key>/detach/", views.detach, name="detach"),
    path("verify/<uuid:row>/", views.verify, name="verify"),
    path("<slug:table>/<uuid:row>/", views.row, name="row"),
]
