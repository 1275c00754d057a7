"""Correcting what is said of a person does not work out anew where they belong."""

from django.db import migrations

from chinhdanh.web.accounts.places import FOLLOW


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_users_kept")]

    operations = [
        migrations.RunSQL(FOLLOW.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop)
    ]
