from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0003_checklists'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='accelerator',
            options={'ordering': ['vendor', 'name'], 'verbose_name': 'accelerator', 'verbose_name_plural': 'accelerators'},
        ),
        migrations.AlterModelOptions(
            name='framework',
            options={'ordering': ['code', 'version'], 'verbose_name': 'framework', 'verbose_name_plural': 'frameworks'},
        ),
        migrations.AlterModelOptions(
            name='profile',
            options={'ordering': ['framework', 'code', 'version'], 'verbose_name': 'profile', 'verbose_name_plural': 'profiles'},
        ),
    ]
