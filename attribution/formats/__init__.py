"""From the bytes of a file to articles, one family of formats a module; ``read`` finds the files and picks the reader:

options   what the user says about files that they do not say themselves
decoding  bytes to text: byte order marks, encodings, and where a byte is wrong
pages     HTML to the text of the article in it
ninjs     the news agencies' JSON to plain fields
records   JSON and JSON lines
tables    CSV, TSV and Parquet

A reader takes a binary stream, the name that articles without an id go by, and the options; it gives articles one
after another, a Failure in the place of each that cannot be read. What makes the rest of a file unreadable it raises
as InputError.
"""
