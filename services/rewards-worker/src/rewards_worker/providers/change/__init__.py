"""Change: donations, made by us and billed to the business once a month."""
