"""Strata without its layer in front of Django, its memory being the first middleware instead."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE = ["kb.front.MemoryMiddleware", *settings.MIDDLEWARE]

application = get_wsgi_application()
