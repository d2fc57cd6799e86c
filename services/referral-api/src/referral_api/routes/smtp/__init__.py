"""The door for mail: SMTP or LMTP, on a port of its own."""
