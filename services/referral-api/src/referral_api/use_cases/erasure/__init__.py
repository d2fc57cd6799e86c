"""Erasing people: from our own tables at once, and then from whatever names them."""
