"""Who says what in a news article: claims, sources, figures, and how well each is sourced.

>>> from attribution import Scorer                                             # doctest: +SKIP
>>> report = Scorer.from_pretrained().score("Officials said 40 people died.")  # doctest: +SKIP

Importing the package loads no PyTorch; ``Scorer.from_pretrained`` does.
"""

from .datatypes import Claim, Document, Failure, Figure, Flag, Quantity, Report, Score, Source, Span
from .errors import AttributionError, InputError, LanguageError, ModelError, SettingsError, StoreError
from .pipeline import Corpus, Scorer, corroborate
from .read import read_paths
from .report import to_text
from .serialize import dumps, loads
from .settings import Settings
from .version import __version__

__all__ = [
    "AttributionError",
    "Claim",
    "Corpus",
    "Document",
    "Failure",
    "Figure",
    "Flag",
    "InputError",
    "LanguageError",
    "ModelError",
    "Quantity",
    "Report",
    "Score",
    "Scorer",
    "Settings",
    "SettingsError",
    "Source",
    "Span",
    "StoreError",
    "__version__",
    "corroborate",
    "dumps",
    "loads",
    "read_paths",
    "to_text",
]
