"""Users, what was granted to them, and whose record they looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chinhdanh.web.record.access import OPERATOR
from chinhdanh.web.record.compiled import MadeOnce


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no user who may do everything."""

    def create_user(self, name: str, password: str | None = None, **fields: object) -> User:
        user = self.model(name=self.model.normalize_username(name), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class WithoutSecrets(models.Manager["User"]):
    """Users as other rows refer to them: the application's role in the database cannot read what they sign in with."""

    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().defer("password", "last_login", "password_temporary")


class User(AbstractBaseUser):
    """Somebody who signs in: `person_id` names the record of the official, where there is one."""

    name = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    person_id = models.CharField(max_length=200, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    password_temporary = models.BooleanField(default=False, db_default=False)
    """Whether the operator made the password: then nothing is opened with it but the page on which it is changed."""

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS = ("full_name",)

    objects = UserManager()
    named = WithoutSecrets()

    class Meta:
        db_table = "app_user"
        base_manager_name = "named"
        default_permissions = ()

    def __str__(self) -> str:
        return self.full_name


ROLES = (
    ("personnel_officer", _("Chuyên viên tổ chức cán bộ")),
    ("head_of_personnel", _("Người đứng đầu cơ quan tổ chức cán bộ")),
    ("deciding_authority", _("Người có thẩm quyền quyết định")),
    ("inspector", _("Người kiểm tra, thanh tra")),
    ("plan_coordinator", _("Người điều phối kế hoạch")),
    ("case_handler", _("Người thụ lý phản ánh, tố cáo")),
    ("official", _("Cán bộ, công chức, viên chức")),
    ("operator", _("Người vận hành hệ thống")),
)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, by the day on which they hold."""

    def in_force(self, day: date) -> GrantQuerySet:
        """Granted from that day or before, not run out, not ended, at a body that still stands."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=day),
            Q(organization__isnull=True) | Q(organization__until__isnull=True) | Q(organization__until__gt=day),
            ~Exists(GrantEnd.objects.filter(grant=OuterRef("pk"), on__lte=day)),
            since__lte=day,
            user__is_active=True,
        )


class Grant(models.Model):
    """A role at a body, from a day until a day, holding for all bodies below it. Never changed: it is ended (`GrantEnd`)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField(choices=ROLES)
    organization = models.ForeignKey(
        "organisations.Organization", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.TextField()

    objects = GrantQuerySet.as_manager()

    class Meta:
        db_table = "role_grant"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(name="grant_of_a_known_role", condition=Q(role__in=[role for role, _name in ROLES])),
            # The machine is run before the first body is recorded.
            models.CheckConstraint(
                name="grant_at_an_organization", condition=Q(role=OPERATOR) | Q(organization__isnull=False)
            ),
            models.CheckConstraint(
                name="grant_period_in_order", condition=Q(until__isnull=True) | Q(until__gt=models.F("since"))
            ),
            models.CheckConstraint(name="grant_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="nobody_grants_to_themself",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=models.F("user")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organization_id}"


@MadeOnce
def _held(holder: int, day: date) -> Any:
    return Grant.objects.in_force(day).filter(user_id=holder).values_list("role", "organization_id")


def held_by(user: int, day: date) -> tuple[tuple[str, str | None], ...]:
    """Role and body of each grant that the user holds on `day`."""
    return tuple((role, body) for role, body in _held(user, day))


class GrantEnd(models.Model):
    """The act by which a grant ends before it would run out: it does not hold from the day `on`."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="end")
    on = models.DateField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.TextField()

    class Meta:
        db_table = "role_grant_end"
        default_permissions = ()
        constraints = (models.CheckConstraint(name="grant_end_has_a_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.grant_id} {self.on}"


class UserChange(models.Model):
    """What an operator did to the account of a user, when and why. Only ever added, by the database's own functions."""

    WHAT = (
        ("made", _("lập tài khoản")),
        ("password", _("đặt mật khẩu tạm")),
        ("locked", _("khóa tài khoản")),
        ("unlocked", _("mở khóa tài khoản")),
        ("factors", _("bỏ xác thực hai bước")),
        ("person", _("gắn với hồ sơ cán bộ")),
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes")
    what = models.TextField(choices=WHAT)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.TextField()

    class Meta:
        db_table = "user_change"
        default_permissions = ()
        indexes = (models.Index(fields=("user", "-at"), name="changes_of_user"),)
        constraints = (models.CheckConstraint(name="user_change_has_a_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.what} {self.user_id}"


class Look(models.Model):
    """A look at the record of a person: who, at whose, when, where, and for what purpose. Only ever added."""

    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # As text: a look stays though the person be withdrawn from the record.
    person_id = models.TextField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    page = models.TextField()
    purpose = models.TextField()
    derived = models.BooleanField(default=False)

    class Meta:
        db_table = "look"
        default_permissions = ()
        indexes = (
            models.Index(fields=("person_id", "-at"), name="look_at_person"),
            models.Index(fields=("who", "-at"), name="look_by_user"),
        )
        constraints = (models.CheckConstraint(name="look_has_a_purpose", condition=~Q(purpose="") & ~Q(page="")),)

    def __str__(self) -> str:
        return f"{self.who_id} {self.page}"


class _Followed(models.Model):
    """A table that the database keeps in step with the record by itself (`accounts.places`); nobody writes to it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError(f"{self._meta.db_table} follows the record")

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"{self._meta.db_table} follows the record")


class OrganizationAbove(_Followed):
    """The bodies above each body, itself among them, and the days on which they are."""

    pk = models.CompositePrimaryKey("organization_id", "above_id", "since")
    organization_id = models.TextField()
    above_id = models.TextField()
    since = models.DateField()
    until = models.DateField()

    class Meta:
        db_table = "organization_above"
        default_permissions = ()
        indexes = (models.Index(fields=("above_id", "organization_id"), name="organization_below"),)


class PersonPlace(_Followed):
    """The bodies to which a person belongs or belonged."""

    pk = models.CompositePrimaryKey("person_id", "organization_id")
    person_id = models.TextField()
    organization_id = models.TextField()
    own = models.BooleanField()

    class Meta:
        db_table = "person_place"
        default_permissions = ()
        indexes = (models.Index(fields=("organization_id", "person_id"), name="person_at_place"),)


@MadeOnce
def _below(places: Collection[str], day: date, body: str) -> Any:
    found = OrganizationAbove.objects.filter(above_id__in=places, since__lte=day, until__gt=day, organization_id=body)
    return found.values_list("organization_id")[:1]


@MadeOnce
def _person_below(places: Collection[str], day: date, person: str) -> Any:
    below = OrganizationAbove.objects.filter(above_id__in=places, since__lte=day, until__gt=day)
    found = PersonPlace.objects.filter(organization_id__in=below.values("organization_id"), person_id=person)
    return found.values_list("person_id")[:1]


def is_body_below(places: Collection[str], day: date, body: str) -> bool:
    """Whether a body is one of `places` or below one on `day`."""
    return bool(_below(places, day, body))


def is_person_below(places: Collection[str], day: date, person: str) -> bool:
    """Whether a person belongs to one of `places` or what is below on `day`."""
    return bool(_person_below(places, day, person))


class DecisionPlace(_Followed):
    """The bodies to which a decision belongs: those of its person."""

    pk = models.CompositePrimaryKey("decision_id", "organization_id")
    decision_id = models.TextField()
    organization_id = models.TextField()

    class Meta:
        db_table = "decision_place"
        default_permissions = ()
        indexes = (models.Index(fields=("organization_id", "decision_id"), name="decision_at_place"),)
