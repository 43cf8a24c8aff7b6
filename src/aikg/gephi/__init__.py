"""A network of claims as a file: GEXF and GraphML for Gephi, CSV tables, Cytoscape.js and node-link JSON.

What Gephi does on reading is in the comments beside the rule that meets it; `tests/gephi` reads the files with Gephi's
own importer, Gephi Lite's parser and NetworkX.
"""

from aikg.gephi.exporting import FORMATS, Counts, dialect_of, export
from aikg.gephi.files import edges_of, export_csv_tables, format_of, whole_file, write
from aikg.gephi.layout import LAYOUT_NODES
from aikg.gephi.style import CLASS_COLOURS

__all__ = [
    "CLASS_COLOURS",
    "FORMATS",
    "LAYOUT_NODES",
    "Counts",
    "dialect_of",
    "edges_of",
    "export",
    "export_csv_tables",
    "format_of",
    "whole_file",
    "write",
]
