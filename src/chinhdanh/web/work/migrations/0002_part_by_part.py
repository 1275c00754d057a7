"""What waits is found part by part."""

from django.db import migrations

from chinhdanh.web.work import counting


class Migration(migrations.Migration):
    dependencies = (("work", "0001_waiting"), ("organisations", "0006_counts_kept"))

    operations = counting.renewed()
