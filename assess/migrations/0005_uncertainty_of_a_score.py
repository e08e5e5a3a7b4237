from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assess", "0004_range_of_a_measurement")]

    operations = [migrations.AddField("score", "uncertainty", models.JSONField(null=True))]
