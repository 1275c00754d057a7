"""Addresses of roles and users."""

from __future__ import annotations

from django.urls import path

from chinhdanh.web.roles import user_views, views

app_name = "roles"
urlpatterns = [
    path("roles/", views.grants, name="list"),
    path("roles/new/", views.grant, name="grant"),
    path("roles/<int:pk>/end/", views.end, name="end"),
    path("users/", user_views.users, name="users"),
    path("users/new/", user_views.new, name="new-user"),
    path("users/<int:pk>/", user_views.one, name="user"),
]
