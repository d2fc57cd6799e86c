"""The reference of the API, as pages that need nothing from elsewhere."""
