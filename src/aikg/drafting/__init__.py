"""From the text of an article to a draft in TriG: claims with their places, and open points for a person to settle."""

from aikg.drafting.documents import Document
from aikg.drafting.drafts import Draft, draft
from aikg.drafting.knowledge import Knowledge
from aikg.drafting.trig import trig

__all__ = ["Document", "Draft", "Knowledge", "draft", "trig"]
