"""The application that a WSGI server runs: public pages from memory, all else from Django."""

import gc
import os

# A server may have been forked off: what it brought along stays shared as long as nobody, not even
# the collector, touches it.
gc.freeze()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after what was loaded before

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

django_application = get_wsgi_application()
"""Django alone, as the development server runs it: a page changes with its template."""

from glossary import keeping  # noqa: E402 - after Django is set up
from kb.delivery.layer import Layer  # noqa: E402
from kb.front import memory, recall  # noqa: E402
from kb.static_files import require_collected  # noqa: E402
from kb.warming import rehearse, warm  # noqa: E402

require_collected()
warm()
rehearse()
keeping.keep(memory().state)

application = Layer(django_application, memory(), recall())
