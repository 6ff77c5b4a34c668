"""``python -m attribution`` is the command line."""

from .cli import main

main()
