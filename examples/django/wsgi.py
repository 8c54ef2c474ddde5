"""What a server of WSGI loads in each of its processes: brings the database to the files, then serves."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
application = get_wsgi_application()

from pgmigrate import upgrade  # noqa: E402, needs Django to be set up

upgrade()
