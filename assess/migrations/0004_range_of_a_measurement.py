from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("assess", "0003_peak_has_an_upper_limit")]

    operations = [
        migrations.AddField("measurement", "low", models.FloatField(null=True)),
        migrations.AddField("measurement", "low_text", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
        migrations.AddField("measurement", "high", models.FloatField(null=True)),
        migrations.AddField("measurement", "high_text", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
        migrations.AddConstraint(
            "measurement",
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(low__lte=F("value")))
                & (Q(high__isnull=True) | Q(high__gte=F("value"))),
                name="value_in_its_range",
            ),
        ),
    ]
