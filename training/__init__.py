"""From annotated data to a model folder. Not installed with the library."""
