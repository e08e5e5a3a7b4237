from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='reportfile',
            options={'ordering': ['-ordered_at'], 'verbose_name': 'report', 'verbose_name_plural': 'reports'},
        ),
    ]
