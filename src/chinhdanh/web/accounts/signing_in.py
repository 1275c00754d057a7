"""How people sign in, where it differs from django-allauth's own way: nobody registers themself, here or elsewhere."""

from __future__ import annotations

import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import PasswordChangeView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from chinhdanh.web.accounts.models import User, UserChange
from chinhdanh.web.operations.safety import is_loopback


class AccountAdapter(DefaultAccountAdapter):
    """Users are added by the operator (`chinhdanh web user add`)."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The machine that asks: what limits attempts by machine counts.

        A proxy stands on this machine, at the socket, or where `FORWARDED_ALLOW_IPS` says, as the server itself takes it;
        only there is believed what it says of others. The last name is the one that the proxy added, the others may be
        invented.
        """
        direct = str(request.META.get("REMOTE_ADDR") or "")
        trusted = {one.strip() for one in os.environ.get("FORWARDED_ALLOW_IPS", "").split(",")}
        if direct and not is_loopback(direct) and not trusted & {direct, "*"}:
            return direct
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return told or direct or "127.0.0.1"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Who the ministry's own sign-in service vouches for is the user of the name that it states."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time: tie the identity to the user of its name, or say that there is none."""
        if sociallogin.is_existing:
            return
        stated = _stated_name(sociallogin.account.extra_data)
        user = User.objects.filter(name=User.normalize_username(stated)).first() if stated else None
        if user is None or not user.is_active:
            raise ImmediateHttpResponse(render(request, "socialaccount/not_here.html", {"stated": stated}, status=403))
        sociallogin.connect(request, user)


def _stated_name(data: dict[str, Any]) -> str:
    """The user's name by the claim of the settings; what was asked of the service stands before what the token says."""
    for part in (data.get("userinfo"), data.get("id_token"), data):
        value = part.get(settings.OIDC_USER_CLAIM) if isinstance(part, dict) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


class ChangePassword(PasswordChangeView):
    """A new password, for whoever has one: who signs in through the office's service, or in the demo, has none here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """What operators did to the account is told to whose it is."""
        changes = UserChange.objects.filter(user_id=self.request.user.pk).order_by("-at", "-pk").select_related("by")
        told = [(one.at, one.get_what_display(), one.by.full_name, one.reason) for one in changes]
        return {**super().get_context_data(**more), "changes": told}

    def form_valid(self, form: Any) -> HttpResponse:
        """A password of one's own is not the operator's any more."""
        answer: HttpResponse = super().form_valid(form)
        user: Any = self.request.user
        if user.password_temporary:
            user.password_temporary = False
            user.save(update_fields=["password_temporary"])
            return HttpResponseRedirect("/")
        return answer
