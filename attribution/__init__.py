"""Who says what in a news article: claims, sources, figures, and how well each is sourced.

>>> from attribution import Scorer                                             # doctest: +SKIP
>>> report = Scorer.from_pretrained().score("Officials said 40 people died.")  # doctest: +SKIP

Importing the package loads no PyTorch; ``Scorer.from_pretrained`` does.
"""

from .datatypes import Claim, Document, Failure, Figure, Flag, Quantity, Report, Score, Source, Span
from .errors import (
    AttributionError,
    ClusterError,
    ExportError,
    InputError,
    LanguageError,
    ModelError,
    SettingsError,
    StoreError,
)
from .pipeline import Corpus, Scorer, corroborate
from .read import read_paths
from .reliability import TrackRecords
from .report import explain, to_text
from .serialize import dumps, loads
from .settings import Settings
from .version import __version__

__all__ = [
    "AttributionError",
    "Claim",
    "ClusterError",
    "Corpus",
    "Document",
    "ExportError",
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
    "TrackRecords",
    "__version__",
    "corroborate",
    "dumps",
    "explain",
    "loads",
    "read_paths",
    "to_text",
]
