"""What waits over a body with all below it."""

from django.db import migrations

from chinhdanh.web.work import counting


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0004_attempts"),
        ("organisations", "0002_counting"),
        ("officials", "0001_initial"),
        ("decisions", "0001_initial"),
    )

    operations = counting.operations()
