"""Why something happened, or did not: made from stored facts whenever somebody asks."""
