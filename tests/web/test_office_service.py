"""Signing in through the office's own service, against a provider that is used in earnest elsewhere."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings
from django.urls import clear_url_caches

from chinhdanh.web import urls as all_urls
from chinhdanh.web.accounts import urls as accounts_urls
from chinhdanh.web.accounts.models import User

CLIENT, SECRET = "chinh-danh", "mot bi mat giua hai may"
BACK = "http://testserver/accounts/service/office/back/"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of the provider."""
    process = subprocess.Popen(
        (sys.executable, "-m", "office_service", CLIENT, SECRET, BACK),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield f"http://localhost:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def browser(service: str, db: None) -> Iterator[Client]:
    """A browser before the application as an operator sets it up with the service."""
    app = {
        "provider_id": "office",
        "name": "Sở",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": service},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}):
        _read_addresses()
        yield Client()
    _read_addresses()


def _read_addresses() -> None:
    """Which addresses there are is said once, when the application starts."""
    for module in (accounts_urls, all_urls):
        importlib.reload(module)
    clear_url_caches()


@pytest.fixture
def lan(db: None) -> User:
    return User.objects.create_user("lan", None, full_name="Trần Thị Lan")


def _asked(browser: Client) -> str:
    """Where the application sends the browser."""
    answer: Any = browser.get("/accounts/service/office/")
    assert answer.status_code == 302
    return str(answer.url)


def _vouched(address: str, name: str) -> str:
    """Where the service sends it back, having seen who it is."""
    answer = requests.get(address, headers={"X-User": name}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def _signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_whom_the_service_vouches_for_is_signed_in_as_the_user_of_that_name(browser: Client, lan: User) -> None:
    for again in (browser, Client()):
        answer = again.get(_vouched(_asked(again), "lan"))
        assert answer.status_code == 302
        assert again.session["_auth_user_id"] == str(lan.pk)
    assert SocialAccount.objects.get().user == lan
    assert User.objects.count() == 1


def test_whom_the_application_does_not_know_is_refused(browser: Client, lan: User) -> None:
    answer = browser.get(_vouched(_asked(browser), "hoa"))
    assert answer.status_code == 403
    assert "hoa" in answer.content.decode()
    assert not _signed_in(browser)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_what_the_service_answers_is_of_use_only_to_the_browser_that_asked(
    browser: Client, service: str, lan: User
) -> None:
    asked = _asked(browser)
    back = _vouched(asked, "lan")
    other = Client()
    other.get(back)
    assert not _signed_in(other)
    # Whoever learns the code, and even the secret of the application, lacks what the code was bound to.
    assert parse_qs(urlsplit(asked).query)["code_challenge_method"] == ["S256"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    stolen = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    for guessed, error in (({}, "invalid_request"), ({"code_verifier": "x" * 64}, "invalid_grant")):
        refused = requests.post(f"{service}/token/", stolen | guessed, auth=(CLIENT, SECRET), timeout=30)
        assert (refused.status_code, refused.json()["error"]) == (400, error)
