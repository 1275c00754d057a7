"""Headcounts of several days are counted at once."""

from django.db import migrations

from chinhdanh.web.organisations import counting


class Migration(migrations.Migration):
    dependencies = (("organisations", "0003_reorganisation"),)

    operations = counting.many_days()
