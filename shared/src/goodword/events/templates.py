"""Events of topic `templates`: the words that a business has for its letters. State."""

from typing import ClassVar, Literal

from pydantic import Field

from goodword.events.event import Event, Value, Word
from goodword.ids import TemplateId

MAX_SUBJECT_CHARS = 500
MAX_BODY_CHARS = 14_000
"""Bounds on a template's source: subject and body together can be read for how they ask."""


class TemplateWords(Value):
    """What stands in a letter, with placeholders."""

    subject: str = Field(max_length=MAX_SUBJECT_CHARS)
    text: str = Field(max_length=MAX_BODY_CHARS)
    html: str = Field(max_length=MAX_BODY_CHARS)


class TemplatePublished(Event):
    """A business's own template of a kind of letter in a language takes the place of ours, or of
    its version before."""

    name: ClassVar[str] = "template-published"
    topic: ClassVar[str] = "templates"
    about: ClassVar[tuple[str, str]] = ("tpl", "template_id")

    template_id: TemplateId
    kind: Word
    language: Literal["en", "de", "fr", "es"]
    version: int = Field(ge=1)
    words: TemplateWords
