"""The formats that articles and their reports are exported to, one module each; export.py is their face."""
