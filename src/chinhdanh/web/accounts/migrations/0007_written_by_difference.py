"""What thousands of rows are written with takes no more than it must: places are written by what differs."""

from django.db import migrations

from chinhdanh.web.accounts import places
from chinhdanh.web.record.access import KEEPERS


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_corrections_move_nobody"),)

    operations = (places.by_difference(KEEPERS),)
