"""The files that structures keep of the people they receive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_expand_twins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Vigilance',
            fields=[
                ('structure', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('charter', models.CharField(blank=True, max_length=200)),
                ('charter_on', models.DateField(null=True)),
                ('referent', models.CharField(blank=True, max_length=100)),
                ('referent_name', models.CharField(blank=True, max_length=200)),
                ('cluster', models.CharField(blank=True, max_length=200)),
                ('super_referent', models.CharField(blank=True, max_length=100)),
                ('validated_on', models.DateField(null=True)),
                ('declared_at', models.DateTimeField()),
                ('twin', models.TextField(editable=False, null=True)),
            ],
            options={
                'db_table': 'identity_vigilance',
            },
        ),
        migrations.CreateModel(
            name='IdentityFile',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('structure', models.CharField(max_length=100)),
                ('birth_name', models.CharField(max_length=100)),
                ('given_names', models.CharField(blank=True, max_length=255)),
                ('first_given_name', models.CharField(max_length=100)),
                ('sex', models.CharField(max_length=1)),
                ('birth_date', models.DateField()),
                ('birth_place', models.CharField(max_length=5)),
                ('used_name', models.CharField(blank=True, max_length=100)),
                ('used_given_name', models.CharField(blank=True, max_length=100)),
                ('date_fictive', models.BooleanField(default=False)),
                ('collected', models.CharField(default='SM', max_length=8)),
                ('insi_answered', models.BooleanField(default=False)),
                ('document_checked', models.BooleanField(default=False)),
                ('homonym', models.BooleanField(default=False)),
                ('doubtful', models.BooleanField(default=False)),
                ('fictive', models.BooleanField(default=False)),
                ('reason', models.CharField(default='VIDE', max_length=8)),
                ('matricule', models.CharField(blank=True, max_length=15)),
                ('authority', models.CharField(blank=True, max_length=64)),
                ('sent', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField(null=True)),
                ('verified_at', models.DateTimeField(null=True)),
                ('paper', models.CharField(blank=True, max_length=8)),
                ('parents_paper', models.CharField(blank=True, max_length=8)),
                ('paper_expired', models.BooleanField(default=False)),
                ('checked_at', models.DateTimeField(null=True)),
                ('checked_by', models.CharField(blank=True, max_length=200)),
                ('invited_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('twin', models.TextField(editable=False, null=True)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='identity.identityfile')),
            ],
            options={
                'db_table': 'identity_file',
                'indexes': [
                    models.Index(fields=['structure', 'birth_date'], name='identity_file_birth'),
                    models.Index(fields=['matricule', 'authority'], name='identity_file_matricule'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('insi_answered', True), ('matricule__gt', '')), models.Q(('insi_answered', False), ('matricule', '')), _connector='OR'), name='identity_file_ins_of_insi_alone'),
                    models.CheckConstraint(condition=models.Q(models.Q(('document_checked', True), ('paper__gt', '')), models.Q(('document_checked', False), ('paper', '')), _connector='OR'), name='identity_file_check_of_a_document'),
                    models.CheckConstraint(condition=models.Q(models.Q(('doubtful', False), ('fictive', False)), models.Q(('document_checked', False), ('insi_answered', False)), _connector='OR'), name='identity_file_doubt_is_provisional'),
                    models.CheckConstraint(condition=models.Q(('fictive', False), models.Q(('doubtful', False), ('homonym', False)), _connector='OR'), name='identity_file_fictive_alone'),
                    models.CheckConstraint(condition=models.Q(('sent', False), models.Q(('document_checked', True), ('insi_answered', True)), _connector='OR'), name='identity_file_sent_is_qualified'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormerIns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=32)),
                ('authority', models.CharField(max_length=64)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('twin', models.TextField(editable=False, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='identity.identityfile')),
            ],
            options={
                'db_table': 'identity_file_ins',
                'indexes': [
                    models.Index(fields=['value', 'authority'], name='identity_file_former_ins'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FileAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('what', models.CharField(max_length=60)),
                ('by', models.CharField(max_length=100)),
                ('by_name', models.CharField(max_length=200)),
                ('before', models.CharField(max_length=8)),
                ('after', models.CharField(max_length=8)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('twin', models.TextField(editable=False, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='identity.identityfile')),
            ],
            options={
                'db_table': 'identity_file_act',
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('label', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('told_by', models.CharField(blank=True, max_length=200)),
                ('twin', models.TextField(editable=False, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='identity.identityfile')),
            ],
            options={
                'db_table': 'identity_recipient',
            },
        ),
    ]
