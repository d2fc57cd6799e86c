"""Composing the mail of a message: its facts, who writes and who reads, as one whole."""

from dataclasses import dataclass

import structlog
from pydantic import TypeAdapter

from goodword import ids, letters
from goodword.errors import PermanentError
from goodword.letters import Letter, LetterError, Template
from goodword.letters.defaults import language_of
from goodword.letters.links import answer_url, choose_url, opt_in_url
from goodword.letters.mailboxes import mailbox
from goodword.letters.plain import shown_name
from goodword.letters.tasks import TASK
from goodword.letters.zones import shown_zone
from notifier.db.messages import Composed
from notifier.domain import welcome_letter
from notifier.domain.asks.ask import KIND as ASK
from notifier.domain.asks.letter import AskFacts
from notifier.domain.copies import Business, Person
from notifier.domain.introductions.introducing import Introducing, Parties, copied, told
from notifier.domain.introductions.letter import KINDS as INTRODUCTIONS
from notifier.domain.introductions.letter import IntroductionFacts
from notifier.domain.message import Message
from notifier.domain.reward_letter import ALERT, AlertFacts, RewardFacts
from notifier.domain.suppression import ended_from
from notifier.domain.task_letter import TaskFacts
from notifier.domain.welcome_letter import WelcomeFacts
from notifier.ports import Mail, header_message_id
from notifier.use_cases.messages.mailroom import Mailroom
from notifier.use_cases.messages.way import Way

log = structlog.get_logger()

_AS_JSON = TypeAdapter(Mail)


class WithheldError(PermanentError):
    """No mail is to be handed over; `reason` is stable, and told."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondents:
    """Who writes, who reads, the address that is written to, and by which way; `rep` where it is
    written in somebody's name, `introducing` where it is about an introduction, `template` where
    the business has its own for this kind of letter and the reader's language."""

    business: Business
    person: Person
    address: str
    way: Way
    rep: Person | None = None
    introducing: Introducing | None = None
    template: Template | None = None

    @property
    def rep_name(self) -> str | None:
        return shown_name(self.rep.name) if self.rep else None


def compose_mail(
    message: Message, between: Correspondents, *, mailroom: Mailroom
) -> tuple[Mail, Composed]:
    """The mail, and what is kept of it; WithheldError where it cannot be made."""
    business, person = between.business, between.person
    unsubscribe_url = _unsubscribe_url(message.kind, between, mailroom)
    letter = _letter(message, between, unsubscribe_url, mailroom)
    sender = business.from_email or mailroom.mail_from
    mail = Mail(
        message_id=header_message_id(message.id, sender),
        date=message.now,
        from_name=between.rep_name or business.from_name or business.name,
        from_address=sender,
        **_answers(message, between, mailroom),
        to_address=between.address,
        to_name=shown_name(person.name),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe_url=unsubscribe_url,
        return_path=between.way.return_path(message.id),
    )
    composed = Composed(
        channel=between.way.channel.name,
        template=letter.template,
        version=letter.version,
        message_id=mail.message_id,
        content=mailroom.sealer.seal(_AS_JSON.dump_json(mail).decode()),
    )
    return mail, composed


def _answers(
    message: Message, between: Correspondents, mailroom: Mailroom
) -> dict[str, str | None]:
    """Where answers go: to an ask to whoever asks, and to the mailbox by which we see them."""
    business = between.business
    if message.kind != ASK or mailroom.mail_in_domain is None:
        return {"reply_to": business.reply_to}
    facts = AskFacts.model_validate(message.facts)
    ours = mailbox(mailroom.hasher, "ask", facts.ask, mailroom.mail_in_domain)
    person = (between.rep.email if between.rep else None) or business.reply_to
    return {"reply_to": person, "reply_also": ours}


def read_mail(content: str, *, mailroom: Mailroom) -> Mail:
    """The mail as it was composed; WithheldError where no key of ours opens it."""
    return _AS_JSON.validate_json(_open(content, mailroom))


def hash_of(message: Message, *, mailroom: Mailroom) -> str | None:
    """The keyed hash of the address that the mail was written to; None once that is forgotten."""
    if message.content is None:
        return None
    address = read_mail(message.content, mailroom=mailroom).to_address
    return mailroom.hasher.address(message.business_id, "email", address)


def _letter(
    message: Message, between: Correspondents, unsubscribe_url: str, mailroom: Mailroom
) -> Letter:
    business, person = between.business, between.person
    given: dict[str, object] = {
        "business_name": business.name,
        "business_address": business.postal,
        "business_colour": business.colour,
        "business_logo_url": business.logo_url,
        "first_name": person.given or person.name,
        "unsubscribe_url": unsubscribe_url,
        **_subject_matter(message, between, mailroom),
    }
    locale = person.locale or business.locale
    try:
        return _rendered(message.kind, locale, given, between.template)
    except LetterError as error:
        raise WithheldError("letter_unfit", str(error)) from error


def _rendered(
    kind: str, locale: str, given: dict[str, object], template: Template | None
) -> Letter:
    """In the business's own words; in ours where it has none, or where these facts do not make a
    letter of them: what is due is not lost over words."""
    if template is not None:
        try:
            return letters.render(kind, locale, given, template=template)
        except LetterError as error:
            log.warning("template_unfit", template=template.name, kind=kind, reason=str(error))
    return letters.render(kind, locale, given)


def _subject_matter(
    message: Message, between: Correspondents, mailroom: Mailroom
) -> dict[str, object]:
    if message.kind == ALERT:
        return dict(AlertFacts.model_validate(message.facts))
    if message.kind == TASK:
        zone = shown_zone(between.person, between.business)
        return TaskFacts.model_validate(message.facts).told(zone)
    if message.kind == welcome_letter.KIND:
        return dict(WelcomeFacts.model_validate(message.facts))
    if message.kind == ASK:
        return _asking(AskFacts.model_validate(message.facts), between, mailroom)
    if message.kind in INTRODUCTIONS:
        return _introducing(message, between, mailroom)
    facts = RewardFacts.model_validate(message.facts)
    told = {name: value for name, value in facts if name not in ("sealed", "choosing")}
    return told | _opened(facts.sealed, mailroom) | _choosing(facts, between, mailroom)


def _asking(facts: AskFacts, between: Correspondents, mailroom: Mailroom) -> dict[str, object]:
    """In whose name and about what they are asked, and where they answer."""
    rep, person = between.rep, between.person
    if person.person_id is None:
        raise WithheldError("no_address", "an ask is to somebody by name")
    ask = between.business.business_id, facts.ask
    language = language_of(person.locale or between.business.locale)
    url = answer_url(mailroom.public_url, mailroom.signer, ask, person.person_id, language)
    return {
        "wanted": facts.wanted,
        "answer_url": url,
        "rep_name": between.rep_name or between.business.name,
        "rep_contact": rep.email if rep else between.business.reply_to,
        "story": person.story,
    }


def _introducing(
    message: Message, between: Correspondents, mailroom: Mailroom
) -> dict[str, object]:
    """What they are to send, and where the prospect answers."""
    facts = IntroductionFacts.model_validate(message.facts)
    introducing = between.introducing or Introducing()
    parties = Parties(between.business, between.person, between.rep, introducing)
    language = language_of(between.person.locale or between.business.locale)
    referral = between.business.business_id, facts.referral
    url = opt_in_url(mailroom.public_url, mailroom.signer, referral, language)
    letter = told(message.kind, facts, parties, language) | {"opt_in_url": url}
    if mailroom.mail_in_domain is None:
        return letter
    ours = mailbox(mailroom.hasher, "ref", facts.referral, mailroom.mail_in_domain)
    return letter | {"copy_to": copied(parties, ours)}


def _choosing(facts: RewardFacts, between: Correspondents, mailroom: Mailroom) -> dict[str, object]:
    """Where they choose their gift, if they are to."""
    if facts.choosing is None:
        return {}
    reward = between.business.business_id, facts.choosing
    language = language_of(between.person.locale or between.business.locale)
    return {"link": choose_url(mailroom.public_url, mailroom.signer, reward, language)}


def _opened(sealed: str | None, mailroom: Mailroom) -> dict[str, str]:
    """What is handed over, in clear: it is a link, or else a code."""
    if sealed is None:
        return {}
    handed = _open(sealed, mailroom)
    return {"link" if handed.startswith(("https://", "http://")) else "code": handed}


def _open(sealed: str, mailroom: Mailroom) -> str:
    try:
        return mailroom.sealer.open(sealed)
    except PermanentError as error:
        raise WithheldError("sealed_unreadable", str(error)) from error


def _unsubscribe_url(kind: str, between: Correspondents, mailroom: Mailroom) -> str:
    business_id = between.business.business_id
    token = mailroom.signer.sign(
        "unsubscribe",
        {
            "business": ids.show("biz", business_id),
            "channel": "email",
            "hash": mailroom.hasher.address(business_id, "email", between.address),
            "scope": ended_from(kind),
            "language": language_of(between.person.locale or between.business.locale),
        },
    )
    return f"{mailroom.public_url}/u/{token}"
