"""Everything this library raises on purpose. Every message says what, where, and what to do.

AttributionError
 ├── ClusterError    Ray is missing, cannot be reached, or cannot do the work
 ├── ExportError     a format that cannot be written: its library is missing, or the place does not suit it
 ├── InputError      an article or a file of articles that cannot be read
 │    └── LanguageError   an article that is not in English
 ├── ModelError      a model folder that is missing, incomplete or of another format
 ├── SettingsError   a settings file or value that cannot be used
 └── StoreError      a store that cannot be opened, or a look-up in it that cannot be answered
"""


class AttributionError(Exception):
    """Base of every error the library raises on purpose."""


class ClusterError(AttributionError):
    """Ray is missing, no cluster can be reached, or its workers cannot do the work."""


class ExportError(AttributionError):
    """A format cannot be written: its library is missing, or the place given does not suit it."""


class InputError(AttributionError):
    """An article, or a file of articles, cannot be read."""


class LanguageError(InputError):
    """An article is in another language than the one that is read."""


class ModelError(AttributionError):
    """A model folder is missing, incomplete, or of another format version."""


class SettingsError(AttributionError):
    """A settings file or value cannot be used."""


class StoreError(AttributionError):
    """A store cannot be opened or read, or a look-up in it cannot be answered."""
