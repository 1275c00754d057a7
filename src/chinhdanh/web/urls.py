"""Every address of the application."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from chinhdanh.web.api.urls import urls as api_urls
from chinhdanh.web.officials.listing import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chinhdanh.web.operations.health")),
    path("", include("chinhdanh.web.ui.urls")),
    path("accounts/", include("chinhdanh.web.accounts.urls")),
    path("", include("chinhdanh.web.work.urls")),
    path("organisations/", include("chinhdanh.web.organisations.urls")),
    path("positions/", include("chinhdanh.web.positions.urls")),
    path("me/", include("chinhdanh.web.mine.urls")),
    path("officials/", include("chinhdanh.web.officials.urls")),
    path("search/", search, name="search"),
    path("decisions/", include("chinhdanh.web.decisions.urls")),
    path("files/", include("chinhdanh.web.files.urls")),
    path("proposals/", include("chinhdanh.web.proposals.urls")),
    path("imports/", include("chinhdanh.web.imports.urls")),
    path("", include("chinhdanh.web.roles.urls")),
    path("findings/", include("chinhdanh.web.findings.urls")),
    path("api/v1/", api_urls),
]

handler400 = "chinhdanh.web.ui.views.bad_request"
handler403 = "chinhdanh.web.ui.views.forbidden"
handler404 = "chinhdanh.web.ui.views.not_found"
handler429 = "chinhdanh.web.ui.views.too_many"
handler500 = "chinhdanh.web.ui.views.server_error"
