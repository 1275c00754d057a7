"""Whoever enters a person learns whether there is a record of them; whoever enters a decision, who leads the body that signs."""

from django.db import migrations

from chinhdanh.web.officials import knowing


class Migration(migrations.Migration):
    dependencies = (
        ("officials", "0002_search"),
        ("accounts", "0003_access"),
    )

    operations = knowing.operations()
