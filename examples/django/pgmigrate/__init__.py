"""A drop-in for Django projects whose schema pg_migrate keeps.

    INSTALLED_APPS = [..., "pgmigrate"]
    MIGRATION_MODULES = {application.rpartition(".")[2]: None for application in INSTALLED_APPS}
    PGMIGRATE_FOLDER = BASE_DIR / "migrations"

"manage.py pgmigrate migrate" compares the database with the classes; every other command is pg_migrate's own of that name.
upgrade() is what a process calls when it starts.
"""
from pathlib import Path

from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction


def read_folder():
    """Names and texts of the files, as pg_migrate reads them."""
    root = Path(settings.PGMIGRATE_FOLDER)
    files = [(file, root / "versions") for file in (root / "versions").rglob("*.sql")]
    files += [(file, root) for file in (root / "repeatable").rglob("*.sql")]
    return [file.relative_to(base).as_posix() for file, base in files], [file.read_bytes().decode() for file, _ in files]


def upgrade(using="default"):
    """Brings the database to the files; returns the steps that it took."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT * FROM migrate.upgrade_files(%s::text[], %s::text[])", read_folder())
        steps = cursor.fetchall()
        if steps:
            # Rows that Django itself keeps: content types, permissions.  The others wait until this has committed.
            emit_post_migrate_signal(verbosity=0, interactive=False, db=using)
    return steps
