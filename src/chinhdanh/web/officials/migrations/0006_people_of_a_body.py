"""The people of one body are found from its posts on."""

from django.db import migrations

from chinhdanh.web.officials import finding


class Migration(migrations.Migration):
    dependencies = (("officials", "0005_search_by_kind"),)

    operations = tuple(finding.planned())
