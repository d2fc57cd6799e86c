"""What the notifier keeps in order to ask: reports about clients, asks, and considerations."""
