"""Users of the application."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no user who may do everything."""

    def create_user(self, name: str, password: str | None = None, **fields: object) -> User:
        user = self.model(name=self.model.normalize_username(name), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in: `person_id` names the record of the official, where there is one."""

    name = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    person_id = models.CharField(max_length=200, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS = ("full_name",)

    objects = UserManager()

    class Meta:
        db_table = "app_user"
        default_permissions = ()

    def __str__(self) -> str:
        return self.full_name
