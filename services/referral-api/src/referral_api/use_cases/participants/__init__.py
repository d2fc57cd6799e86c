"""People in programs, their codes and links."""
