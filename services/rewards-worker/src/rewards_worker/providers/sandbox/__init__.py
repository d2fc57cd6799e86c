"""Provider `sandbox`: the harmless twin of a provider of gifts, server and client."""
