"""Watching that the ledger balances."""
