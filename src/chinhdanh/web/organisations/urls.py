"""Addresses of bodies and posts."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.organisations import editing, history_views, lists, post_views, views
from chinhdanh.web.organisations import reorganising_views as acts

app_name = "organisations"
urlpatterns = [
    path("", views.tree, name="list"),
    path("workbook/", lists.workbook, name="workbook"),
    path("posts/", lists.posts, name="posts"),
    path("posts/<str:stated>/", views.post, name="post"),
    path("posts/<str:stated>/change/", post_views.change, name="change-post"),
    path("posts/<str:stated>/abolish/", post_views.abolish, name="abolish"),
    path("retirements/", lists.retirements, name="retirements"),
    path("<str:stated>/", views.one, name="one"),
    path("<str:stated>/branch/", views.branch, name="branch"),
    path("<str:stated>/establishment/", views.establishment, name="establishment"),
    path("<str:stated>/establishment/record/", editing.allot, name="allot"),
    path("<str:stated>/history/", history_views.history, name="history"),
    path("<str:stated>/change/", acts.change, name="change"),
    path("<str:stated>/found/", acts.found, name="found"),
    path("<str:stated>/rename/", acts.rename, name="rename"),
    path("<str:stated>/move/", acts.move, name="move"),
    path("<str:stated>/merge/", acts.merge, name="merge"),
    path("<str:stated>/split/", acts.split, name="split"),
    path("<str:stated>/dissolve/", acts.dissolve, name="dissolve"),
    path("<str:stated>/correct/", acts.correct, name="correct-body"),
    path("<str:stated>/undo/<int:act>/", acts.undo, name="undo"),
    path("<str:stated>/posts/new/", post_views.create, name="new-post"),
    path("<str:stated>/deputies/", post_views.cap, name="cap"),
]
