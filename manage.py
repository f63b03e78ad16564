#!/usr/bin/env python
"""Command line of the site."""

from kb.command_line import main

if __name__ == "__main__":
    main()
