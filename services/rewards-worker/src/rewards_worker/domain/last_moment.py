"""Until when something is good that is good for so many days."""

from datetime import datetime, time, timedelta


def last_moment(since: datetime, days: int) -> datetime:
    """The last second of the last local day, `days` after that of `since`, whose zone it is."""
    last = since.date() + timedelta(days=days)
    return datetime.combine(last, time(23, 59, 59), since.tzinfo)
