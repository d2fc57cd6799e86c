"""Asking senders for what their webhooks only name, or lost."""
