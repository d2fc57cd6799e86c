"""What a service shows of itself: logs, metrics, traces, and whether it is well."""
