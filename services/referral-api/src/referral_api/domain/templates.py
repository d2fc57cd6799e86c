"""A business's own templates: their words, what is wrong with them, and what is said of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from goodword import ids
from goodword.asking import Circumstances, Finding, lint
from goodword.errors import Problem, RejectedError
from goodword.events import TemplatePublished, TemplateWords
from goodword.letters import Template
from goodword.letters.defaults import READ_AS
from goodword.letters.own import Part, Read, placeholders, read_words, troubles

_BODIES: tuple[Part, ...] = ("text", "html")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong with a template (`error`: it cannot be published) or could be better.

    `phrase` stands from `start` to `end`, in characters of its part's source; both are 0 where
    something is missing, or all of the part is meant."""

    part: Part
    code: str
    severity: Literal["error", "warning"]
    sentence: str
    rule: str | None = None
    phrase: str = ""
    start: int = 0
    end: int = 0
    better: str | None = None

    @property
    def detail(self) -> str:
        """The sentence, with the phrase and what to write instead."""
        said = f" It says: “{self.phrase}”." if self.phrase else ""
        return f"{self.sentence}{said}{f' Better: {self.better}' if self.better else ''}"


def words_of(row: Any) -> Template:
    """The draft of a template's row, else what is published."""
    published = row.draft is None
    return as_template(row, row.published if published else row.draft)


def as_template(row: Any, words: Any) -> Template:
    """Words as letters are rendered with them, under the template's id and version."""
    return Template(
        name=ids.show("tpl", row.id),
        version=row.published_version or 1,
        language=row.language,
        subject=words["subject"],
        text=words["text"],
        html=words["html"],
    )


def findings(kind: str, template: Template) -> list[Found]:
    """Everything that is wrong with a template of `kind`, or could be better, first what makes it
    no template. How it asks is looked at only once it can be read."""
    if found := troubles(kind, template):
        return [Found(each.part, each.code, "error", each.detail) for each in found]
    return [*dict.fromkeys(found for body in _BODIES for found in _read(kind, template, body))]


def text_findings(kind: str, language: str, text: str) -> list[Found]:
    """How a text asks that somebody has written for a letter of `kind`, as it will be sent."""
    found = lint(text, language, READ_AS[kind], _circumstances(kind, value=True))
    return [_told("text", each, (each.start, each.end)) for each in found.findings]


def check_publishable(kind: str, template: Template) -> None:
    """RejectedError `template_refused` with a pointer for each error."""
    wrong = [each for each in findings(kind, template) if each.severity == "error"]
    if wrong:
        raise RejectedError(
            "template_refused",
            "This template cannot be used as it is; each error says what to write instead.",
            problems=problems("/draft", wrong),
        )


def problems(at: str, found: Iterable[Found]) -> list[Problem]:
    """Findings as problems of the object that they are about."""
    return [Problem(f"{at}/{each.part}", each.code, each.detail) for each in found]


def template_published(row: Any) -> TemplatePublished:
    """The event that says what is published of a template's row."""
    return TemplatePublished(
        business_id=row.business_id,
        template_id=row.id,
        kind=row.kind,
        language=row.language,
        version=row.published_version,
        words=TemplateWords.model_validate(row.published),
    )


def _read(kind: str, template: Template, body: Part) -> Iterator[Found]:
    subject = read_words(template.subject, html=False)
    read = read_words(getattr(template, body), html=body == "html")
    known = placeholders(kind)
    told = replace(_circumstances(kind, value="{{ story }}" in read.text), filled=known)
    said = f"{subject.text}\n\n{read.text}"
    for each in lint(said, template.language, READ_AS[kind], told).findings:
        yield _placed(each, body, subject, read)


def _placed(each: Finding, body: Part, subject: Read, read: Read) -> Found:
    """A finding where it stands: in the subject, or behind it in the body."""
    behind = len(subject.text) + 2
    if each.end and each.start < len(subject.text):
        return _told("subject", each, subject.span(each.start, each.end))
    return _told(body, each, read.span(each.start - behind, each.end - behind))


def _told(part: Part, each: Finding, place: tuple[int, int]) -> Found:
    start, end = place
    return Found(
        part=part,
        code=each.code,
        severity=each.severity,
        sentence=each.sentence,
        rule=each.rule,
        phrase=each.phrase,
        start=start,
        end=end,
        better=each.better,
    )


def _circumstances(kind: str, *, value: bool) -> Circumstances:
    """A template is for everybody, also for who must not be promised anything: it says nothing of a
    reward, but where it is the letter of one, to who has it."""
    if READ_AS[kind] == "program_terms":
        return Circumstances(value=value, reward=True, disclosed=True)
    return Circumstances(value=value, active_intro=True, offer="unknown")
