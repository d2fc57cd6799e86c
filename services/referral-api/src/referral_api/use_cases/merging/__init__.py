"""Two people who turn out to be one."""
