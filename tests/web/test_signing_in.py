"""Signing in: by password, second factor and the office's own service; what limits it; and what every page asks first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from access_world import DAY, build, grant, user
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from chinhdanh.web.accounts import demo
from chinhdanh.web.accounts.models import GrantEnd, User
from chinhdanh.web.accounts.pages import page, today
from chinhdanh.web.accounts.signing_in import AccountAdapter
from chinhdanh.web.record.access import HEAD_OF_PERSONNEL, INSPECTOR, OPERATOR
from chinhdanh.web.ui.middleware import led_on

PASSWORD = "một câu đủ dài để nhớ"
LOGIN, FACTORS = "/accounts/login/", "/accounts/factors/"


@pytest.fixture
def lan(db: None) -> User:
    return User.objects.create_user("lan", PASSWORD, full_name="Trần Thị Lan")


def _enter(browser: Client, name: str = "lan", password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"login": name, "password": password, **more})


def _signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


# --- by password ---


def test_a_password_signs_in_under_a_new_session(client: Client, lan: User) -> None:
    """A session that somebody else prepared is worth nothing after signing in."""
    client.get(LOGIN)
    client.session["prepared"] = True
    session = client.session
    session["prepared"] = True
    session.save()
    before = client.session.session_key
    response = _enter(client, next="/me/?x=1")
    assert (response.status_code, response["Location"]) == (302, "/me/?x=1")
    assert client.session.session_key != before
    assert client.session.get_expire_at_browser_close()


def test_signing_in_leads_to_no_other_site(client: Client, lan: User) -> None:
    assert _enter(client, next="https://evil.vn/")["Location"] == "/"


def test_a_wrong_name_is_answered_like_a_wrong_password(client: Client, lan: User) -> None:
    def words(response: Any) -> str:
        return re.sub(r'value="[^"]*"', "", response.content.decode())

    known, unknown = _enter(client, password="sai"), _enter(client, name="khong-co", password="sai")
    assert words(known) == words(unknown)
    lan.is_active = False
    lan.save(update_fields=["is_active"])
    assert words(_enter(client)) == words(unknown)
    assert not _signed_in(client)


def test_too_many_attempts_are_refused_even_with_the_right_password(client: Client, lan: User) -> None:
    """They are counted in the database, for all processes together, and by name wherever they come from."""
    for n in range(5):
        client.post(LOGIN, {"login": "lan", "password": "sai"}, REMOTE_ADDR=f"10.0.0.{n}")
    assert "Sai quá nhiều lần" in _enter(client).content.decode()
    assert not _signed_in(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM attempt")
        assert cursor.fetchone()[0] > 0
    cache.clear()
    assert _enter(client).status_code == 302


@pytest.mark.parametrize(
    ("direct", "told", "counted"),
    [
        ("10.1.1.1", "1.2.3.4", "10.1.1.1"),
        ("127.0.0.1", "9.9.9.9, 10.2.2.2", "10.2.2.2"),
        ("", "10.2.2.2", "10.2.2.2"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("10.0.0.9", "1.1.1.1, 10.2.2.2", "10.2.2.2"),
    ],
)
def test_attempts_are_counted_by_the_machine_that_makes_them(
    direct: str, told: str, counted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a proxy says is believed of a proxy on this machine or of one that was named, and only what it added itself."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.8, 10.0.0.9")
    request = RequestFactory().get(LOGIN, REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=told)
    assert AccountAdapter().get_client_ip(request) == counted


def test_whoever_is_locked_is_out_at_once(client: Client, lan: User) -> None:
    _enter(client)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=lan.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_a_new_password_ends_the_sessions_on_other_machines(client: Client, lan: User) -> None:
    other = Client()
    _enter(client)
    _enter(other)
    new = "một câu khác cũng dài"
    changed = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


def test_nobody_registers(client: Client, db: None) -> None:
    for name in ("account_signup", "socialaccount_signup", "mfa_signup_webauthn", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client.get("/accounts/signup/").status_code == 404


def test_the_navigation_is_the_same_on_pages_of_signing_in(sign_in: Callable[[User], Client], lan: User) -> None:
    """They are read outside any reach, and lead to the same places."""

    def places(address: str) -> list[str]:
        return [place.label for place in browser.get(address).context["places"]]

    build()
    grant(lan, INSPECTOR, "M")
    browser = sign_in(lan)
    assert places(FACTORS) == places("/me/")
    assert len(places(FACTORS)) > 4


def test_signing_out_takes_a_form(client: Client, lan: User) -> None:
    """A picture on another site cannot sign anybody out."""
    _enter(client)
    client.get("/accounts/logout/")
    assert _signed_in(client)
    client.post("/accounts/logout/")
    assert not _signed_in(client)


# --- with a second factor ---


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def _with_app(browser: Client) -> tuple[str, list[str]]:
    """Add an authenticator app in the browser; its secret and the recovery codes."""
    _enter(browser)
    browser.post("/accounts/confirm/", {"password": PASSWORD})
    secret = browser.get(f"{FACTORS}app/add/").context["form"].secret
    browser.post(f"{FACTORS}app/add/", {"code": _code(secret)})
    return secret, browser.get(f"{FACTORS}codes/").context["unused_codes"]


def test_with_an_app_the_password_alone_does_not_sign_in(client: Client, lan: User) -> None:
    secret, codes = _with_app(client)
    assert len(codes) == 10
    cache.clear()
    other = Client()
    assert _enter(other)["Location"] == f"{FACTORS}enter/"
    assert not _signed_in(other)
    assert other.get("/me/").status_code == 302
    assert "Mã không đúng" in other.post(f"{FACTORS}enter/", {"code": "000000"}).content.decode()
    assert other.post(f"{FACTORS}enter/", {"code": _code(secret)}).status_code == 302
    assert _signed_in(other)


def test_who_has_a_backup_has_no_second_factor(client: Client, lan: User) -> None:
    """Secrets are kept encrypted under the server's key; a changed key reads them as long as the one before is named."""
    secret, codes = _with_app(client)
    kept = {one.type: one.data for one in Authenticator.objects.filter(user=lan)}
    assert secret not in str(kept)
    assert kept["totp"]["secret"].startswith("f1:")
    assert kept["recovery_codes"]["seed"].startswith("f1:")

    def enters(code: str) -> bool:
        cache.clear()
        other = Client()
        _enter(other)
        other.post(f"{FACTORS}enter/", {"code": code})
        return _signed_in(other)

    before = settings.SECRET_KEY
    with override_settings(SECRET_KEY="k" * 60):
        assert (enters(_code(secret)), enters(codes[0])) == (False, False)
    with override_settings(SECRET_KEY="k" * 60, SECRET_KEY_FALLBACKS=[before]):
        assert (enters(_code(secret)), enters(codes[0])) == (True, True)


def test_a_factor_from_before_secrets_were_encrypted_still_signs_in(client: Client, lan: User) -> None:
    secret, _codes = _with_app(client)
    Authenticator.objects.filter(user=lan, type="totp").update(data={"secret": secret})
    cache.clear()
    other = Client()
    _enter(other)
    other.post(f"{FACTORS}enter/", {"code": _code(secret)})
    assert _signed_in(other)


def test_a_recovery_code_works_once(client: Client, lan: User) -> None:
    _secret, codes = _with_app(client)
    cache.clear()
    first, second = Client(), Client()
    for browser in (first, second):
        _enter(browser)
        browser.post(f"{FACTORS}enter/", {"code": codes[0]})
    assert (_signed_in(first), _signed_in(second)) == (True, False)


def test_changing_the_factors_asks_once_more_who_it_is(client: Client, lan: User) -> None:
    """A machine left unlocked lets nobody change how its user signs in."""
    _enter(client)
    for page_ in ("app/add/", "keys/add/"):
        assert client.get(f"{FACTORS}{page_}")["Location"].startswith("/accounts/confirm/")
    assert client.post("/accounts/confirm/", {"password": "sai"}).status_code == 200
    assert client.get(f"{FACTORS}app/add/").status_code == 302


def test_the_applications_role_reads_nothing_that_signs_in(sign_in: Callable[[User], Client], lan: User) -> None:
    """Passwords, secrets of second factors and sessions are out of reach of every page."""
    build()
    grant(lan, INSPECTOR, "M")
    from chinhdanh.web.accounts.acting import acting_as

    with acting_as(lan, DAY), connection.cursor() as cursor:
        for table in ("mfa_authenticator", "django_session", "socialaccount_socialaccount", "attempt"):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
            assert cursor.fetchone() == (False,), table
        cursor.execute("SELECT has_column_privilege(current_user, 'app_user', 'password', 'SELECT')")
        assert cursor.fetchone() == (False,)


# --- through the office's service ---


def _from_service(name: str | None) -> tuple[Any, HttpResponse]:
    request = RequestFactory().get("/accounts/service/office/back/")
    request.user = AnonymousUser()
    request.session = Client().session
    request.allauth = SimpleNamespace()
    data = {"id_token": {"sub": "42", **({} if name is None else {"preferred_username": name})}}
    account = SocialAccount(provider="office", uid="42", extra_data=data)
    providers = {"openid_connect": {"APPS": [{"provider_id": "office", "name": "Sở", "client_id": "c", "secret": "s"}]}}
    with context.request_context(request), override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        request._messages = CookieStorage(request)
        response = complete_social_login(request, SocialLogin(user=User(), account=account))
    return request, response


def test_the_offices_service_signs_in_the_user_of_the_name(lan: User) -> None:
    for _again in range(2):
        request, response = _from_service("lan")
        assert response.status_code == 302
        assert request.user == lan
    assert SocialAccount.objects.get().user == lan
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["hoa", None, " "])
def test_the_offices_service_makes_no_users(lan: User, name: str | None) -> None:
    _request, response = _from_service(name)
    assert response.status_code == 403
    assert User.objects.count() == 1


def test_the_offices_service_does_not_bring_back_who_is_locked(lan: User) -> None:
    _from_service("lan")
    User.objects.update(is_active=False)
    request, _response = _from_service("lan")
    assert not request.user.is_authenticated


# --- the demo ---


def test_outside_the_demo_nobody_enters_without_a_password(client: Client, db: None) -> None:
    """Its users may be there, in data that was once a demo's."""
    build()
    assert demo.set_up() == len(demo.PARTS)
    assert demo.set_up() == 0
    assert "demo-" not in client.get(LOGIN).content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("demo_enter")
    request = RequestFactory().post("/accounts/demo/", {"name": "demo-inspector"})
    with pytest.raises(Http404):
        demo.enter(request)
    for part in demo.PARTS:
        found = User.objects.get(name=part.name)
        assert not found.has_usable_password()
        assert found.grants.filter(role=part.role).exists()


def test_where_somebody_could_sign_in_there_is_no_demo(db: None) -> None:
    build()
    demo.set_up()
    assert not demo.others_there()
    user("that")
    assert demo.others_there()


# --- what every page asks first ---


@page(INSPECTOR)
def _of_inspectors(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('chinhdanh.user')")
        role, acting = cursor.fetchone()
    return HttpResponse(f"{role} {acting} {request.day} {sorted(request.scope.at((INSPECTOR,)))}")


@pytest.fixture
def asking(db: None) -> Iterator[Callable[..., Any]]:
    build()

    def ask(who: Any, view: Any = _of_inspectors, **headers: str) -> Any:
        request = RequestFactory().get("/x/?a=1", headers=headers or None)
        request.user = who
        return led_on(view)(request)

    return ask


def test_a_page_runs_within_its_users_reach(asking: Callable[..., Any]) -> None:
    who = user("thanh-tra")
    grant(who, INSPECTOR, "A")
    assert asking(who).content.decode() == f"chinhdanh_app {who.pk} {today()} ['A']"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user")
        assert cursor.fetchone() == (True,)


def test_who_is_not_signed_in_is_asked_to(asking: Callable[..., Any]) -> None:
    assert asking(AnonymousUser())["Location"] == "/accounts/login/?next=%2Fx%2F%3Fa%3D1"
    part = asking(AnonymousUser(), **{"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/accounts/login/")


def test_without_the_role_there_is_no_page(asking: Callable[..., Any]) -> None:
    """Nor with one that has run out, was ended, begins tomorrow, or lies at no body for which it was not given."""
    head, late, early, ended, operator = (user(name) for name in ("head", "late", "early", "ended", "operator"))
    grant(head, HEAD_OF_PERSONNEL, "M")
    grant(late, INSPECTOR, "M", until=today())
    grant(early, INSPECTOR, "M", since=today() + timedelta(days=1))
    GrantEnd.objects.create(grant=grant(ended, INSPECTOR, "M"), on=today(), reason="thử")
    grant(operator, OPERATOR, None)
    for who in (head, late, early, ended, operator, user("nobody")):
        with pytest.raises(Http404):
            asking(who)


def test_nothing_is_read_after_the_pages_transaction(asking: Callable[..., Any]) -> None:
    """What is written bit by bit would be read as the owner of all tables."""
    who = user("thanh-tra")
    grant(who, INSPECTOR, "A")

    @page(INSPECTOR)
    def slowly(_request: Any) -> HttpResponse:
        return StreamingHttpResponse(iter(("a",)))

    with pytest.raises(TypeError, match="slowly"):
        asking(who, slowly)


def test_what_allauth_says_is_vietnamese() -> None:
    """It has no catalogue of that language; what it can say on our pages stands in ours."""
    forms: list[Any] = [
        LoginForm,
        ChangePasswordForm,
        ReauthenticateForm,
        AuthenticateForm,
        ActivateTOTPForm,
        AddWebAuthnForm,
        EditWebAuthnForm,
    ]
    fields = [field for form in forms for field in form.base_fields.values()]
    used = {"too_many_login_attempts", "username_password_mismatch", "enter_current_password", "incorrect_password"}
    texts = [field.label for field in fields if field.label]
    texts += [account_adapter().error_messages[name] for name in (*used, "incorrect_code", "rate_limited")]
    texts += [mfa_adapter().error_messages[name] for name in ("incorrect_code", "cannot_delete_authenticator")]
    with translation.override("en"):
        english = [str(text) for text in texts]
    with translation.override("vi"):
        vietnamese = [str(text) for text in texts]
    assert [one for one, other in zip(english, vietnamese, strict=True) if one == other] == []
