"""`/v1/webhook_endpoints`: where a business hears what happened."""
