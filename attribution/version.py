"""The version, in one place: read by the package's build and written into every report's signature."""

__version__ = "0.1.0"
