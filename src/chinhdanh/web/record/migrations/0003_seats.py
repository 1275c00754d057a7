"""Who holds a post in full holds one of its seats."""

from django.db import migrations

from chinhdanh.web.record.protection import NO_SEATS_BEYOND, SEATS


class Migration(migrations.Migration):
    dependencies = (("record", "0002_protection"),)

    operations = (migrations.RunSQL(SEATS, NO_SEATS_BEYOND),)
