"""Handing over by hand: a task for a person, who proves that it was done."""
