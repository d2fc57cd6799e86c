"""Sales as they are reported, and what is decided about them, without any I/O."""
