"""The parts of the package that lie beside it in a checkout; the rest stands in pyproject.toml."""

from setuptools import find_packages, setup

BESIDE = ("templates", "static", "seeds")
CODE = find_packages(include=["kb*", "articles*", "glossary*", "references*"])

setup(
    packages=[*CODE, *(f"kb.{name}" for name in BESIDE)],
    package_dir={f"kb.{name}": name for name in BESIDE},
    package_data={f"kb.{name}": ["**/*"] for name in BESIDE},
)
