"""Claims from a language model, if there is one: asked in a schema, held to the text, refused without evidence.

A model's answer can only choose: a class of claim, entities that the registry knows or the text names, figures that the
text prints, and the sentence that says so. Whatever else it writes reaches no draft.
"""

from aikg.drafting.llm.extraction import extractor

__all__ = ["extractor"]
