"""Who sends us webhooks, and what they sent."""
