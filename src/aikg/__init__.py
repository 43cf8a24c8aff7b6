"""AI-industry news as a knowledge graph."""
