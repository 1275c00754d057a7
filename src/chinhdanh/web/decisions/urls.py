"""Addresses of decisions."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.decisions import entering, keeping, together, views

app_name = "decisions"
urlpatterns = [
    path("", views.register, name="list"),
    path("export/", views.export, name="export"),
    path("new/", entering.new, name="new"),
    path("new/<slug:kind>/", together.together, name="together"),
    path("new/<slug:kind>/<uuid:person>/", entering.write, name="write"),
    path("<uuid:key>/", views.decision, name="one"),
    path("<uuid:key>/gate/", keeping.gate, name="gate"),
    path("<uuid:key>/revoke/", entering.revoke, name="revoke"),
    path("<uuid:key>/correct/", keeping.correct, name="correct"),
    path("<uuid:key>/withdraw/", keeping.withdraw, name="withdraw"),
    path("<uuid:key>/enter/<slug:table>/", keeping.enter, name="enter"),
    path("<uuid:key>/correct/<slug:table>/<uuid:row>/", keeping.correct_part, name="correct_part"),
    path("<uuid:key>/withdraw/<slug:table>/<uuid:row>/", keeping.withdraw_part, name="withdraw_part"),
    path("<uuid:key>/export/", views.export_one, name="export_one"),
]
