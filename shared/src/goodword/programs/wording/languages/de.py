"""The terms in German."""

from goodword.programs.wording.languages.phrases import Phrases

GERMAN = Phrases(
    locale="de",
    title="{name}: Bedingungen von {business}",
    who="Wer teilnehmen kann: {who}{where}.",
    where=", in {places}",
    audience={
        "clients": "unsere Kundinnen und Kunden",
        "partners": "unsere Partner",
        "group_members": "Mitglieder unserer Empfehlungsgruppen",
        "anyone": "alle",
    },
    what_counts_code=(
        "Was zählt: dass jemand anderes den Code oder Link nutzt, den Sie geteilt haben. Wer sich "
        "selbst oder jemanden aus dem eigenen Haushalt empfiehlt, löst keine Belohnung aus."
    ),
    what_counts_introduction=(
        "Was zählt: dass Sie uns selbst vorstellen, auf einem Weg, den wir sehen können, etwa mit "
        "einer E-Mail an beide. Ein Name allein zählt nicht, ebenso wenig eine Empfehlung von sich "
        "selbst oder jemandem aus dem eigenen Haushalt."
    ),
    when=(
        "Wann: ein Kauf zählt innerhalb von {days}, nachdem {since}, bis zum Ende des letzten "
        "Tages."
    ),
    since={
        "share": "Sie beigetreten sind",
        "click": "der Link geöffnet wurde",
        "named": "Sie uns den Namen genannt haben",
        "introduction": "Sie uns vorgestellt haben",
    },
    starts=" Das Programm beginnt am {day}.",
    ends=" Es wird bis zum {day} angeboten.",
    reward="Belohnung: {receives}, {cause}.{instead}",
    receives={
        "referrer": "Sie erhalten für Ihre Empfehlung {gift}",
        "prospect": "Die Person, die Sie empfehlen, erhält {gift}",
        "rep": "Die Ansprechperson erhält {gift}",
        "partner": "Der Partner erhält {gift}",
    },
    causes={
        "named": "wenn Sie uns einen Namen mit Erlaubnis dieser Person nennen",
        "introduced": "wenn Sie uns vorstellen",
        "qualified": "sobald die empfohlene Person ernsthaft interessiert ist",
        "sale": "wenn die empfohlene Person kauft",
    },
    own_purchase="wenn sie kauft",
    instead=" Wo das nicht angenommen werden kann oder nicht erlaubt ist: {gift}.",
    conditions="Voraussetzungen dieser Belohnung: {conditions}.",
    new_customer="die empfohlene Person kauft zum ersten Mal",
    known_customer="die empfohlene Person hat schon einmal gekauft",
    minimum="der Kauf beträgt mindestens {amount} (Mindestbetrag)",
    no_minimum="es gibt keinen Mindestbetrag",
    either="entweder {first}",
    or_=", oder ",
    not_="nicht: {entry}",
    ops={
        "eq": "ist",
        "ne": "ist nicht",
        "in": "ist eines von",
        "not_in": "ist keines von",
        "gt": "ist mehr als",
        "gte": "ist mindestens",
        "lt": "ist weniger als",
        "lte": "ist höchstens",
        "contains": "enthält",
        "exists": "ist bekannt:",
    },
    fields={
        "sale.net": "Nettowert des Kaufs",
        "sale.gross": "Kaufpreis",
        "sale.number": "der wievielte Kauf",
        "sale.source": "Ort des Kaufs",
        "sale.product_ids": "Auswahl der Produkte",
        "sale.tags": "Kennzeichnung des Kaufs",
        "sale.days_since_referral": "Tage seit der Empfehlung",
        "prospect.is_new": "empfohlene Person ist neu",
        "prospect.country": "Land der empfohlenen Person",
        "prospect.tags": "Kennzeichnung der empfohlenen Person",
        "referral.class": "Art der Empfehlung",
        "referral.channel": "Weg der Empfehlung",
        "referral.depth": "Stufe der Empfehlung",
        "referrer.sales_in_month": "Ihre Empfehlungskäufe im Monat",
        "referrer.sales_in_year": "Ihre Empfehlungskäufe im Jahr",
        "referrer.sales_in_lifetime": "Ihre Empfehlungskäufe insgesamt",
        "referrer.tenure_days": "Tage, seit denen Sie Kunde sind",
        "referrer.tags": "Ihre Kennzeichnung",
        "referrer.country": "Ihr Land",
        "rep.id": "Ansprechperson",
    },
    yes="ja",
    no="nein",
    limits="Grenzen: {limits}.",
    no_limits="Grenzen: keine.",
    limit="höchstens {bounds} je {per} {period}",
    of_rule=" (Belohnung „{rule}“)",
    of_all_rules=" (alle Belohnungen)",
    per={
        "referrer": "empfehlender Person",
        "prospect": "empfohlener Person",
        "household": "Haushalt",
        "program": "Programm",
    },
    periods={
        "day": "am Tag",
        "week": "in der Woche",
        "month": "im Monat",
        "year": "im Jahr",
        "lifetime": "überhaupt",
    },
    hold=(
        "Wann Sie sie bekommen: nach {days}, gerechnet von dem Tag an, an dem sie verdient ist. "
        "{refunds}"
    ),
    proportional=(
        "Wird Ware zurückgegeben, verringert sie sich im selben Verhältnis; fallen die "
        "Voraussetzungen weg, entfällt sie."
    ),
    threshold=(
        "Wird Ware zurückgegeben, bleibt sie ganz, solange die Voraussetzungen noch erfüllt sind."
    ),
    tax=(
        "Steuern: eine Belohnung kann Einkommen sein, das Sie angeben müssen. Wir können vorher um "
        "ein Steuerformular bitten und melden sie, wo das Gesetz es verlangt."
    ),
    ending=(
        "So endet es: Sie können jederzeit gehen, indem Sie es {business} sagen. Wir können das "
        "Programm für die Zukunft ändern oder beenden; was Ihnen bis dahin versprochen war, bleibt."
    ),
    and_=" und ",
    reward_one="{count} Belohnung",
    reward_many="{count} Belohnungen",
    point_one="{count} Punkt",
    point_many="{count} Punkte",
    day_one="{count} Tag",
    day_many="{count} Tagen",
    kinds={
        "gift_card": "eine Geschenkkarte",
        "restaurant_certificate": "einen Restaurantgutschein",
        "cash": "einen Geldbetrag",
        "store_credit": "ein Guthaben",
        "discount_code": "einen Rabattcode",
        "points": "Punkte",
        "charity_donation": "eine Spende in Ihrem Namen",
        "physical_gift": "ein Geschenk",
        "service": "eine Leistung",
        "recognition": "eine Dankeskarte",
        "custom": "ein Dankeschön",
    },
    item="{kind} („{item}“)",
    worth="im Wert von {amount}",
    favourite="nach Ihrem genannten Favoriten",
    for_place="für {where}",
    valid="einlösbar innerhalb von {days}",
    choice="nach Ihrer Wahl: {options}. Wählen Sie innerhalb von {days}",
    choice_or="; oder ",
    choice_default="; sonst bekommen Sie {kind}",
    default_kinds={
        "gift_card": "die Geschenkkarte",
        "restaurant_certificate": "den Restaurantgutschein",
        "cash": "den Geldbetrag",
        "store_credit": "das Guthaben",
        "discount_code": "den Rabattcode",
        "points": "die Punkte",
        "charity_donation": "die Spende",
        "physical_gift": "das Geschenk",
        "service": "die Leistung",
        "recognition": "unseren Dank",
        "custom": "das Dankeschön",
    },
    percent_of="{percent} {base}",
    bases={"sale.net": "des Nettowerts", "sale.gross": "des Kaufpreises"},
    at_least=", mindestens {amount}",
    at_most=", höchstens {amount}",
    off="{amount} Nachlass",
    tier="ab {begins}: {amount}",
    counting=" (gezählt werden {counted})",
    counts={
        "sale.number": "die Käufe der Person",
        "referral.depth": "die Stufen ab der ersten Empfehlung",
        "referrer.sales_in_month": "Empfehlungskäufe im Monat",
        "referrer.sales_in_year": "Empfehlungskäufe im Jahr",
        "referrer.sales_in_lifetime": "alle Empfehlungskäufe",
    },
)
