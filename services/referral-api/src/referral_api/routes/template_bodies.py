"""The forms of `/v1/templates`."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Row

from goodword.events.templates import MAX_BODY_CHARS, MAX_SUBJECT_CHARS
from goodword.ids import TemplateId
from goodword.letters import Letter
from goodword.letters.own import OWN_KINDS, Part, placeholders
from referral_api.domain.forms import Body
from referral_api.domain.templates import Found, as_template, findings, problems
from referral_api.routes.conventions.objects import (
    Metadata,
    MetadataChange,
    Object,
    unchanged,
)
from referral_api.routes.problems import ProblemEntry

_UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000]")


def _composed(most: int) -> Any:
    def compose(value: str) -> str:
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) > most:
            raise PydanticCustomError("string_too_long", f"At most {most} characters.")
        if _UNTYPED.search(text):
            raise PydanticCustomError("control_characters", "Leave control characters out.")
        return text

    return AfterValidator(compose)


LetterKind = Annotated[str, StringConstraints(pattern=rf"^(?:{'|'.join(OWN_KINDS)})$")]
"""Of letters to people."""

Language = Literal["en", "de", "fr", "es"]
Subject = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_SUBJECT_CHARS, pattern=r"^[^\n\r]+$"),
    _composed(MAX_SUBJECT_CHARS),
]
Source = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_BODY_CHARS), _composed(MAX_BODY_CHARS)
]
Fact = Annotated[str, StringConstraints(max_length=MAX_BODY_CHARS)]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class NewTemplateBody(Body):
    """A template begins as a draft: of these words, all three of them, or as a copy of ours."""

    kind: LetterKind
    language: Language
    subject: Subject = unchanged()
    text: Source = unchanged()
    html: Source = unchanged()
    metadata: Metadata = Field(default_factory=dict)

    @property
    def words(self) -> dict[str, str] | None:
        return given_words(self) or None

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        if len(given_words(self)) not in (0, 3):
            words = "Give subject, text and html, or none of them to begin with ours."
            raise PydanticCustomError("all_words_or_none", words)
        return self


class TemplateChangeBody(Body):
    """New words of the draft; what is published stays as it is until the draft is published."""

    subject: Subject = unchanged()
    text: Source = unchanged()
    html: Source = unchanged()
    metadata: MetadataChange = unchanged()


class TemplatePreviewBody(Body):
    """Facts to show instead of invented ones, by name, such as `first_name` or `story`."""

    facts: dict[FactName, Fact] = Field(default_factory=dict, max_length=40)


class TextBody(Body):
    """A text that somebody has written or changed, as it will be sent."""

    kind: LetterKind
    language: Language
    text: Source


def given_words(body: Any) -> dict[str, str]:
    """The parts that a body names."""
    parts = {"subject": body.subject, "text": body.text, "html": body.html}
    return {name: said for name, said in parts.items() if said is not None}


class Words(BaseModel):
    """The words of a letter, with placeholders such as `{{ first_name }}`."""

    subject: str
    text: str
    html: str


class TemplateObject(Object):
    """A business's own template of a `kind` of letter in a `language`: what is `published` takes
    the place of ours, and the `draft` may be next. `placeholders` is what it may name."""

    id: TemplateId
    object: Literal["template"] = "template"
    kind: str
    language: Language
    status: Literal["draft", "published"]
    draft: Words | None
    published: Words | None
    published_version: int | None
    published_at: datetime | None
    placeholders: list[str]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        status = "draft" if row.published_version is None else "published"
        known = sorted(placeholders(row.kind))
        return cls.model_validate({**row._mapping, "status": status, "placeholders": known})


class PublishedTemplate(TemplateObject):
    """A template whose draft was published just now; `warnings` are what a human should see."""

    warnings: list[ProblemEntry]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        found = findings(row.kind, as_template(row, row.published))
        told = [vars_of(each) for each in problems("/published", found)]
        shown = TemplateObject.of(row).model_dump()
        return cls.model_validate({**shown, "warnings": told})


def vars_of(problem: Any) -> dict[str, str]:
    return {"pointer": problem.pointer, "code": problem.code, "detail": problem.detail}


class FindingObject(BaseModel):
    """What is wrong (`error`: it cannot be published) or could be better: `phrase` stands in `part`
    from `start` to `end`, in characters; both are 0 where something is missing. `rule` is the rule
    of asking that it breaks, `better` what to write instead, in the text's language."""

    part: Part
    code: str
    rule: str | None
    severity: Literal["error", "warning"]
    sentence: str
    phrase: str
    start: int
    end: int
    better: str | None


class LintObject(BaseModel):
    """How a text asks. It is `publishable` where no finding is an error."""

    object: Literal["lint"] = "lint"
    publishable: bool
    findings: list[FindingObject]

    @classmethod
    def of(cls, found: Iterable[Found]) -> Self:
        shown = [
            FindingObject(
                part=each.part,
                code=each.code,
                rule=each.rule,
                severity=each.severity,
                sentence=each.sentence,
                phrase=each.phrase,
                start=each.start,
                end=each.end,
                better=each.better,
            )
            for each in found
        ]
        return cls(publishable=all(each.severity != "error" for each in shown), findings=shown)


class TemplatePreviewObject(BaseModel):
    """A letter as it would be sent, of invented facts where none were given."""

    object: Literal["template_preview"] = "template_preview"
    template_id: TemplateId
    kind: str
    language: Language
    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, row: Row[Any], letter: Letter) -> Self:
        return cls(
            template_id=row.id,
            kind=row.kind,
            language=row.language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
