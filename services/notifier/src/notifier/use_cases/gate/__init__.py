"""What decides in the moment that a letter goes: whether a client may be asked, what became of an
ask, and how an introduction stands. Windows and letters both need it."""
