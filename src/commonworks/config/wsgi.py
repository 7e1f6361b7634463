"""The WSGI application that the server runs: postcode look-ups first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonworks.config.settings")
_django = get_wsgi_application()

from commonworks.places.web.open_data import in_front  # noqa: E402 - after Django is set up

application = in_front(_django)
