"""Answers given from memory, in front of Django.

A public page is the same for everybody until the site's state changes, so a process makes it once
and keeps its bytes. Nothing here imports Django: a repeat costs a look at the state, a look-up and
the sending. ``kb.front`` puts it together from the settings.

- :mod:`~kb.delivery.asking`: which requests may be answered from memory, and what for
- :mod:`~kb.delivery.ticket`: how a view says that its answer may be remembered
- :mod:`~kb.delivery.states`: what the site's state is now, in SQLite or PostgreSQL
- :mod:`~kb.delivery.wal_index`: seeing in memory whether anybody has committed to SQLite
- :mod:`~kb.delivery.pages`: an answer with its compressed twins
- :mod:`~kb.delivery.store`: pages within a bound of bytes
- :mod:`~kb.delivery.memory`: all of it together
- :mod:`~kb.delivery.layer`: the WSGI application
"""
