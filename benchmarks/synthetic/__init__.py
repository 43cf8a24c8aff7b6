"""Synthetic AI-industry news in aikg's ontology: skewed like real news, the same for the same seed."""
