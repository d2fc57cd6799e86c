"""For tests of services, ours and others': the log and its jobs in process, step by step."""
