"""A worker that is killed when it has written its second group of documents and not yet kept it."""

import os
import signal

import django

django.setup()

from articles.import_jobs.working import work  # noqa: E402
from articles.importing import run  # noqa: E402

real, calls = run.load, []


def load(*args):
    calls.append(args)
    loaded = real(*args)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return loaded


run.load = load
work()
