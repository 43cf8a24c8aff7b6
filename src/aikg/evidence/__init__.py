"""Where an article says it: positions ↔ text, what is misplaced, and what of the text no claim accounts for.

Positions are Unicode code points into the text exactly as its file holds it. This package knows no store: a higher
floor fills its tuples from queries and turns what comes back into findings or a page.
"""

from aikg.evidence.coverage import Coverage, Excluded, ItemCoverage, NumeralCoverage, SentenceCoverage, coverage
from aikg.evidence.numerals import Numeral, numerals
from aikg.evidence.placement import Misplaced, misplaced
from aikg.evidence.plain import plain
from aikg.evidence.records import Cited, Section
from aikg.evidence.sentences import passage, sentence_at, sentences
from aikg.evidence.spans import Span
from aikg.evidence.texts import Texts

__all__ = [
    "Cited",
    "Coverage",
    "Excluded",
    "ItemCoverage",
    "Misplaced",
    "Numeral",
    "NumeralCoverage",
    "Section",
    "SentenceCoverage",
    "Span",
    "Texts",
    "coverage",
    "misplaced",
    "numerals",
    "passage",
    "plain",
    "sentence_at",
    "sentences",
]
