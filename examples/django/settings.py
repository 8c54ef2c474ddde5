"""A list of persons: the application that "manage.py pgmigrate" is shown with.  PG* say where the database is."""
import os
from pathlib import Path

SECRET_KEY = "of an example"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
WSGI_APPLICATION = "wsgi.application"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "persons", "pgmigrate"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"],
                         "HOST": os.environ.get("PGHOST", ""), "PORT": os.environ.get("PGPORT", ""),
                         "USER": os.environ.get("PGUSER", ""), "PASSWORD": os.environ.get("PGPASSWORD", "")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The schema is pg_migrate's: Django's own migrations are off, those of its applications too.
MIGRATION_MODULES = {application.rpartition(".")[2]: None for application in INSTALLED_APPS}
PGMIGRATE_FOLDER = os.environ.get("MIGRATIONS_DIR", Path(__file__).parent / "migrations")
