"""Addresses of officials and their records."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.officials import choosing_views, listing, newcomers, papers, views, writing_views

app_name = "officials"
urlpatterns = [
    path("", listing.officials, name="list"),
    path("purpose/", views.purpose, name="purpose"),
    path("new/", newcomers.new, name="new"),
    path("choose/<slug:kind>/", choosing_views.choose, name="choose"),
    path("<uuid:key>/", views.one, name="one"),
    path("<uuid:key>/record.xlsx", papers.workbook, name="workbook"),
    path("<uuid:key>/2c.pdf", papers.form_2c, name="form_2c"),
    path("<uuid:key>/changes/", views.changes, name="changes"),
    path("<uuid:key>/history/<slug:table>/<uuid:row>/", views.history, name="history"),
    path("<uuid:key>/enter/<slug:table>/", writing_views.enter, name="enter"),
    path("<uuid:key>/correct/<slug:table>/<uuid:row>/", writing_views.correct, name="correct"),
    path("<uuid:key>/withdraw/<slug:table>/<uuid:row>/", writing_views.withdraw, name="withdraw"),
    path("<uuid:key>/<slug:part>/", views.part, name="part"),
]
