"""Users are kept by operators on pages, and what they did is kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from chinhdanh.web.accounts import user_functions


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_attempts"),
        ("record", "0003_seats"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_temporary",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="UserChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.TextField(
                        choices=[
                            ("made", "lập tài khoản"),
                            ("password", "đặt mật khẩu tạm"),
                            ("locked", "khóa tài khoản"),
                            ("unlocked", "mở khóa tài khoản"),
                            ("factors", "bỏ xác thực hai bước"),
                            ("person", "gắn với hồ sơ cán bộ"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "user_change",
                "default_permissions": (),
                "indexes": [models.Index(fields=["user", "-at"], name="changes_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="user_change_has_a_reason"
                    )
                ],
            },
        ),
        *user_functions.operations(),
    ]
