"""Addresses of proposals."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.proposals import deciding, views

app_name = "proposals"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.tell, name="tell"),
    path("new/<slug:table>/", views.add, name="add"),
    path("new/<slug:table>/<uuid:row>/", views.correct, name="correct"),
    path("new/<slug:table>/<uuid:row>/withdraw/", views.strike, name="strike"),
    path("<uuid:key>/", deciding.one, name="one"),
    path("<uuid:key>/answer/", deciding.answer, name="answer"),
    path("<uuid:key>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<uuid:key>/return/", deciding.send_back, name="return"),
    path("<uuid:key>/accept/", deciding.accept, name="accept"),
    path("<uuid:key>/settle/", deciding.settle, name="settle"),
]
