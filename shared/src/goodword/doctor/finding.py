"""One thing that is wrong."""

from dataclasses import dataclass, field

from goodword.doctor.codes import WHAT_TO_DO


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: a stable code, whose it is, what was found, and what to do.

    `service` is empty where it is about the whole installation. The sentence never quotes a secret
    or anything of a person.
    """

    code: str
    service: str
    sentence: str
    advice: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "advice", WHAT_TO_DO[self.code])
