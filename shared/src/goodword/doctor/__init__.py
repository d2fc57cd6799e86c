"""What is wrong with a running installation, and what to do about it.

The kernel looks at settings, databases, the log, Kafka and jobs. A service adds what only it can
look at: its `commands` have an `EXAMINED` beside their `app`.
"""

from goodword.doctor.codes import WHAT_TO_DO
from goodword.doctor.examining import Examined, Looks, Report, examine
from goodword.doctor.finding import Finding
from goodword.doctor.settings import is_weak

__all__ = ["WHAT_TO_DO", "Examined", "Finding", "Looks", "Report", "examine", "is_weak"]
