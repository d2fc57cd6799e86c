"""`goodword demo`: the story played against a running instance, over real HTTP."""
