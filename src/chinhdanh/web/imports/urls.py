"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.imports import steps, views

app_name = "imports"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/file/", views.file, name="file"),
    path("<uuid:key>/progress/", views.progress, name="progress"),
    path("<uuid:key>/columns/", steps.columns, name="columns"),
    path("<uuid:key>/sheet/", steps.sheet, name="sheet"),
    path("<uuid:key>/problems/", steps.problems, name="problems"),
    path("<uuid:key>/again/", steps.again, name="again"),
    path("<uuid:key>/preview/", steps.preview, name="preview"),
    path("<uuid:key>/undo/", steps.undo, name="undo"),
    path("<uuid:key>/drop/", steps.drop, name="drop"),
]
