"""A reader that one file kills; it lives here because the processes that call it have no Django."""

import os

from articles.importing.folder import Item
from articles.importing.reading import Reading, Refusal, read


def deadly(item: Item) -> Reading | Refusal:
    if "003" in item.path.name:
        os._exit(9)
    return read(item)
