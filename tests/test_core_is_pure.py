"""The core reads, renders and remembers without Django, and imports none of it by any way."""

import json
import subprocess
import sys

IMPORT_ALL = """
import importlib, json, pkgutil, sys
import kb.delivery, kb.document, kb.markup
for package in (kb.delivery, kb.document, kb.markup):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""


def test_the_core_imports_neither_django_nor_rest_framework():
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=True
    )
    modules = json.loads(result.stdout)
    assert "kb.document.tree" in modules
    assert "kb.markup.link" in modules
    assert not [name for name in modules if name.split(".")[0] in ("django", "rest_framework")]
