"""Whether a client may be asked, and what became of an ask: what windows and letters both need."""
