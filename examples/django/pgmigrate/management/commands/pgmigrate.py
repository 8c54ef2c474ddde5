import os
import subprocess
import sys

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from pgmigrate import upgrade

OPTIONS = {"NAME": "PGDATABASE", "HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}


def model():
    """The SQL that creates what the classes want; no database is asked."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for cls in apps.get_models():
            if cls._meta.can_migrate(connection):
                editor.create_model(cls)
    return "\n".join(editor.collected_sql)


class Command(BaseCommand):
    help = "Migrations of the database: the commands of pg_migrate."
    requires_system_checks = []

    def run_from_argv(self, argv):
        """Everything behind the name belongs to pg_migrate, options too."""
        self.execute(arguments=argv[2:], force_color=False, no_color=False, skip_checks=True)

    def handle(self, arguments, **options):
        if arguments[:1] == ["upgrade"] and len(arguments) == 1:
            for _, direction, revision_id, message in upgrade():
                self.stdout.write("%s %s %s" % (direction, revision_id, message))
            return
        text = None
        if arguments[:1] == ["migrate"]:
            arguments, text = [*arguments, "--model", "-"], model()
        database = {name: str(connection.settings_dict[key]) for key, name in OPTIONS.items() if connection.settings_dict[key]}
        done = subprocess.run(["pg_migrate", "-D", settings.PGMIGRATE_FOLDER, *arguments], input=text, text=True,
                              env={**os.environ, **database})
        if done.returncode != 0:
            sys.exit(done.returncode)
