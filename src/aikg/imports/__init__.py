"""Tables to news items: records with places, fields, mappings in YARRRML, and the graphs that follow."""
