"""The terms in French."""

from goodword.programs.wording.languages.phrases import Phrases

FRENCH = Phrases(
    locale="fr",
    title="{name}\u00a0: conditions de {business}",
    who="Qui peut participer\u00a0: {who}{where}.",
    where=", dans les lieux suivants\u00a0: {places}",
    audience={
        "clients": "nos clients",
        "partners": "nos partenaires",
        "group_members": "les membres de nos groupes de recommandation",
        "anyone": "tout le monde",
    },
    what_counts_code=(
        "Ce qui compte\u00a0: qu\u2019une autre personne utilise le code ou le lien que vous avez "
        "partagé. Vous recommander vous-même, ou une personne de votre foyer, ne compte pas."
    ),
    what_counts_introduction=(
        "Ce qui compte\u00a0: une mise en relation que vous faites vous-même et que nous pouvons "
        "voir, par exemple un courriel adressé aux deux. Un nom seul ne compte pas, ni le fait de "
        "vous recommander vous-même ou une personne de votre foyer."
    ),
    when=(
        "Quand\u00a0: un achat compte dans un délai de {days} à partir du moment où {since}, "
        "jusqu\u2019à la fin du dernier jour."
    ),
    since={
        "share": "vous avez rejoint le programme",
        "click": "le lien a été ouvert",
        "named": "vous nous avez donné le nom",
        "introduction": "vous avez fait la mise en relation",
    },
    starts=" Le programme commence le {day}.",
    ends=" Il est proposé jusqu\u2019au {day}.",
    reward="Récompense\u00a0: {receives}, {cause}.{instead}",
    receives={
        "referrer": "vous, qui recommandez, recevez {gift}",
        "prospect": "la personne que vous recommandez reçoit {gift}",
        "rep": "la personne qui vous suit reçoit {gift}",
        "partner": "le partenaire reçoit {gift}",
    },
    causes={
        "named": "pour un nom que vous nous donnez avec l\u2019accord de cette personne",
        "introduced": "pour une mise en relation que vous faites",
        "qualified": "dès que la personne recommandée est vraiment intéressée",
        "sale": "pour un achat de la personne que vous recommandez",
    },
    own_purchase="pour son achat",
    instead=" Si cela ne peut être accepté ou n\u2019est pas permis\u00a0: {gift}.",
    conditions="Conditions de cette récompense\u00a0: {conditions}.",
    new_customer="la personne que vous recommandez achète pour la première fois",
    known_customer="la personne que vous recommandez a déjà acheté",
    minimum="l\u2019achat est d\u2019au moins {amount} (minimum)",
    no_minimum="il n\u2019y a pas d\u2019achat minimum",
    either="soit {first}",
    or_=", soit ",
    not_="pas\u00a0: {entry}",
    ops={
        "eq": "est",
        "ne": "n\u2019est pas",
        "in": "fait partie de",
        "not_in": "ne fait pas partie de",
        "gt": "dépasse",
        "gte": "est d\u2019au moins",
        "lt": "est inférieur à",
        "lte": "est d\u2019au plus",
        "contains": "contient",
        "exists": "est connu\u00a0:",
    },
    fields={
        "sale.net": "montant net de l\u2019achat",
        "sale.gross": "montant de l\u2019achat",
        "sale.number": "rang de l\u2019achat",
        "sale.source": "lieu de l\u2019achat",
        "sale.product_ids": "choix des produits",
        "sale.tags": "étiquettes de l\u2019achat",
        "sale.days_since_referral": "jours depuis la recommandation",
        "prospect.is_new": "personne recommandée nouvelle",
        "prospect.country": "pays de la personne recommandée",
        "prospect.tags": "étiquettes de la personne recommandée",
        "referral.class": "type de recommandation",
        "referral.channel": "voie de la recommandation",
        "referral.depth": "degré de la recommandation",
        "referrer.sales_in_month": "vos ventes recommandées du mois",
        "referrer.sales_in_year": "vos ventes recommandées de l\u2019année",
        "referrer.sales_in_lifetime": "vos ventes recommandées en tout",
        "referrer.tenure_days": "jours depuis lesquels vous êtes client",
        "referrer.tags": "vos étiquettes",
        "referrer.country": "votre pays",
        "rep.id": "personne qui vous suit",
    },
    yes="oui",
    no="non",
    limits="Limites\u00a0: {limits}.",
    no_limits="Limites\u00a0: aucune.",
    limit="au plus {bounds} par {per} {period}",
    of_rule=" (récompense «\u00a0{rule}\u00a0»)",
    of_all_rules=" (toutes les récompenses)",
    per={
        "referrer": "personne qui recommande",
        "prospect": "personne recommandée",
        "household": "foyer",
        "program": "programme",
    },
    periods={
        "day": "et par jour",
        "week": "et par semaine",
        "month": "et par mois",
        "year": "et par an",
        "lifetime": "en tout",
    },
    hold=(
        "Quand vous la recevez\u00a0: une récompense attend {days} à partir du jour où elle est "
        "gagnée. {refunds}"
    ),
    proportional=(
        "Si des articles sont rendus, elle diminue en proportion, et elle est perdue si les "
        "conditions ne sont plus remplies."
    ),
    threshold=(
        "Si des articles sont rendus, elle reste entière tant que les conditions sont remplies."
    ),
    tax=(
        "Impôts\u00a0: une récompense peut être un revenu à déclarer. Nous pouvons demander un "
        "formulaire fiscal avant de la remettre, et la signaler là où la loi le prévoit."
    ),
    ending=(
        "Comment arrêter\u00a0: vous pouvez partir à tout moment en le disant à {business}. Nous "
        "pouvons modifier ou arrêter le programme pour l\u2019avenir\u00a0; ce qui vous a été "
        "promis jusque-là demeure."
    ),
    and_=" et ",
    reward_one="{count} récompense",
    reward_many="{count} récompenses",
    point_one="{count} point",
    point_many="{count} points",
    day_one="{count} jour",
    day_many="{count} jours",
    kinds={
        "gift_card": "une carte cadeau",
        "restaurant_certificate": "un bon cadeau restaurant",
        "cash": "une somme d\u2019argent",
        "store_credit": "un avoir",
        "discount_code": "un code de remise",
        "points": "des points",
        "charity_donation": "un don en votre nom",
        "physical_gift": "un cadeau",
        "service": "une prestation",
        "recognition": "une carte de remerciement",
        "custom": "un remerciement",
    },
    item="{kind} («\u00a0{item}\u00a0»)",
    worth="d\u2019une valeur de {amount}",
    favourite="selon la préférence que vous avez indiquée",
    for_place="pour {where}",
    valid="à utiliser dans un délai de {days}",
    choice="au choix\u00a0: {options}. Choisissez dans un délai de {days}",
    choice_or="; ou ",
    choice_default="\u00a0; sinon nous envoyons {kind}",
    default_kinds={
        "gift_card": "la carte cadeau",
        "restaurant_certificate": "le bon cadeau restaurant",
        "cash": "la somme d\u2019argent",
        "store_credit": "l\u2019avoir",
        "discount_code": "le code de remise",
        "points": "les points",
        "charity_donation": "le don",
        "physical_gift": "le cadeau",
        "service": "la prestation",
        "recognition": "nos remerciements",
        "custom": "le remerciement",
    },
    percent_of="{percent} {base}",
    bases={"sale.net": "du montant net", "sale.gross": "du montant de l\u2019achat"},
    at_least=", au moins {amount}",
    at_most=", au plus {amount}",
    off="{amount} de remise",
    tier="à partir de {begins}\u00a0: {amount}",
    counting=" (on compte {counted})",
    counts={
        "sale.number": "les achats de la personne",
        "referral.depth": "les degrés depuis la première recommandation",
        "referrer.sales_in_month": "les ventes recommandées du mois",
        "referrer.sales_in_year": "les ventes recommandées de l\u2019année",
        "referrer.sales_in_lifetime": "toutes les ventes recommandées",
    },
)
