"""Who manages a structure, its contract with the ANS, what it ordered, the certificates that were issued."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_expand_enrolment_twins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('entité juridique', 'entité juridique'), ('entité géographique', 'entité géographique')], max_length=32)),
                ('since', models.DateField()),
                ('structure', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='agreement', to='directory.structure')),
            ],
            options={
                'db_table': 'directory_agreement',
            },
        ),
        migrations.CreateModel(
            name='IssuedCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=500)),
                ('serial', models.CharField(max_length=64)),
                ('type', models.CharField(max_length=16)),
                ('structure', models.CharField(blank=True, db_index=True, max_length=64)),
                ('card', models.CharField(blank=True, db_index=True, max_length=64)),
                ('service', models.CharField(blank=True, max_length=200)),
                ('not_before', models.DateTimeField()),
                ('not_after', models.DateTimeField(db_index=True)),
                ('is_test', models.BooleanField()),
            ],
            options={
                'db_table': 'directory_issued_certificate',
                'constraints': [models.UniqueConstraint(fields=('issuer', 'serial'), name='directory_issued_once')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=16)),
                ('form', models.CharField(choices=[('F101', 'F101'), ('F201', 'F201'), ('F202', 'F202'), ('F301', 'F301'), ('F502', 'F502'), ('TOM', 'TOM')], max_length=8)),
                ('purpose', models.CharField(blank=True, choices=[('représentant légal', 'représentant légal'), ('gestionnaire RPPS+', 'gestionnaire RPPS+'), ('salarié', 'salarié')], max_length=32)),
                ('holder', models.CharField(blank=True, max_length=64)),
                ('family', models.CharField(blank=True, max_length=100)),
                ('given', models.CharField(blank=True, max_length=100)),
                ('profession', models.CharField(blank=True, max_length=32)),
                ('register', models.CharField(blank=True, choices=[('RPPS', 'RPPS'), ('ADELI', 'ADELI'), ('aucun', 'aucun')], max_length=8)),
                ('ordered_by', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('complete_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('made', models.CharField(blank=True, db_index=True, max_length=64)),
                ('made_on', models.DateField(blank=True, null=True)),
                ('received_on', models.DateField(blank=True, null=True)),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='directory.structure')),
            ],
            options={
                'db_table': 'directory_order',
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(db_index=True, max_length=64)),
                ('role', models.CharField(choices=[('responsable légal', 'responsable légal'), ('administrateur technique', 'administrateur technique'), ('gestionnaire RPPS+', 'gestionnaire RPPS+')], max_length=32)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='directory.structure')),
            ],
            options={
                'db_table': 'directory_mandate',
                'constraints': [models.UniqueConstraint(fields=('structure', 'holder', 'role'), name='directory_mandate_once')],
            },
        ),
    ]
