"""Addresses of job positions."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.positions import editing, views

app_name = "positions"
urlpatterns = [
    path("", views.catalogue, name="list"),
    path("new/", editing.new, name="new"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/correct/", editing.correct, name="correct"),
    path("<uuid:key>/requirements/", editing.requirement, name="requirement"),
    path("<uuid:key>/qualifications/", editing.qualification, name="qualification"),
    path("<uuid:key>/qualifications/<uuid:row>/", editing.qualification, name="correct-qualification"),
    path("of-post/<uuid:key>/", editing.assign, name="assign"),
]
