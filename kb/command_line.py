"""The command line: ``manage.py``, and ``strata`` where Strata is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

SERVING = ("runserver",)
SHORT = {"import": "import_documents", "export": "export_documents"}
"""Names that ``strata`` gives to commands, and their own."""

HELP = """\
strata {version}: a clinical knowledge base that keeps every article at three depths.

  strata serve [--starter] [--port P] [--workers N]  prepare the database and serve it
  strata import PATH... [--publish]                  import files and folders
  strata export DIR [--format markdown|json]         write every article back out
  strata audit                                       say what is unreviewed, overdue or broken
  strata verify [--json]                             check digests, pages, search and feed
  strata backup FILE|DIR                             copy the whole database while the site runs
  strata restore FILE [--force]                      put a backup in the place of the database

Data lie in the folder KB_VAR_DIR, or in "var" below the current folder. Settings come from the
environment. `strata help` lists every other command, and `strata COMMAND --help` explains one.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; the first argument is the program's name."""
    argv = list(sys.argv if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    if len(argv) > 1 and argv[1] not in SERVING:
        os.environ.setdefault("KB_STATEMENT_SECONDS", "0")  # a command may take its time
    from django.core.management import execute_from_command_line
    from django.db import Error as DatabaseFault

    from kb import outage

    try:
        execute_from_command_line(argv)
    except DatabaseFault as error:
        why = outage.reason(error)
        if why is None:
            raise
        sys.exit(f"The database does not do that now ({why}). {outage.SAID[why]}")


def strata() -> None:
    """Run ``strata``."""
    from kb import __version__

    argv = list(sys.argv)
    if len(argv) < 2 or argv[1] in ("-h", "--help"):
        print(HELP.format(version=__version__), end="")
        return
    if argv[1] == "--version":
        print(__version__)
        return
    argv[1] = SHORT.get(argv[1], argv[1])
    main(argv)


if __name__ == "__main__":
    main()
