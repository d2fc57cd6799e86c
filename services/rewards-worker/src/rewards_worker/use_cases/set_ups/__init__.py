"""What businesses have set up at providers, applied and tried."""
