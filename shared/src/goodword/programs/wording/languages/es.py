"""The terms in Spanish."""

from goodword.programs.wording.languages.phrases import Phrases

SPANISH = Phrases(
    locale="es",
    title="{name}: condiciones de {business}",
    who="Quién puede participar: {who}{where}.",
    where=", en {places}",
    audience={
        "clients": "nuestros clientes",
        "partners": "nuestros socios",
        "group_members": "los miembros de nuestros grupos de recomendación",
        "anyone": "cualquier persona",
    },
    what_counts_code=(
        "Qué cuenta: que otra persona use el código o el enlace que usted compartió. Recomendarse "
        "a sí mismo o a alguien de su propio hogar no cuenta."
    ),
    what_counts_introduction=(
        "Qué cuenta: una presentación que haga usted mismo y que podamos ver, por ejemplo un "
        "correo dirigido a ambas partes. Un nombre por sí solo no cuenta, ni tampoco recomendarse "
        "a sí mismo o a alguien de su propio hogar."
    ),
    when=(
        "Cuándo: una compra cuenta en un plazo de {days} desde que {since}, hasta el final del "
        "último día."
    ),
    since={
        "share": "usted se unió",
        "click": "se abrió el enlace",
        "named": "usted nos dio el nombre",
        "introduction": "usted hizo la presentación",
    },
    starts=" El programa empieza el {day}.",
    ends=" Se ofrece hasta el {day}.",
    reward="Recompensa: {receives}, {cause}.{instead}",
    receives={
        "referrer": "usted, que recomienda, recibe {gift}",
        "prospect": "la persona que recomienda recibe {gift}",
        "rep": "la persona que le atiende recibe {gift}",
        "partner": "el socio recibe {gift}",
    },
    causes={
        "named": "por un nombre que nos dé con permiso de esa persona",
        "introduced": "por una presentación que haga",
        "qualified": "en cuanto la persona recomendada esté realmente interesada",
        "sale": "por una compra de la persona que recomienda",
    },
    own_purchase="por su compra",
    instead=" Si eso no se puede aceptar o no está permitido: {gift}.",
    conditions="Requisitos de esta recompensa: {conditions}.",
    new_customer="la persona que recomienda compra por primera vez",
    known_customer="la persona que recomienda ya ha comprado antes",
    minimum="la compra es de al menos {amount} (mínimo)",
    no_minimum="no hay compra mínima",
    either="o bien {first}",
    or_=", o bien ",
    not_="no: {entry}",
    ops={
        "eq": "es",
        "ne": "no es",
        "in": "es uno de",
        "not_in": "no es ninguno de",
        "gt": "es más de",
        "gte": "es al menos",
        "lt": "es menos de",
        "lte": "es como máximo",
        "contains": "contiene",
        "exists": "se conoce:",
    },
    fields={
        "sale.net": "importe neto de la compra",
        "sale.gross": "importe de la compra",
        "sale.number": "número de la compra",
        "sale.source": "lugar de la compra",
        "sale.product_ids": "selección de productos",
        "sale.tags": "etiquetas de la compra",
        "sale.days_since_referral": "días desde la recomendación",
        "prospect.is_new": "persona recomendada nueva",
        "prospect.country": "país de la persona recomendada",
        "prospect.tags": "etiquetas de la persona recomendada",
        "referral.class": "tipo de recomendación",
        "referral.channel": "vía de la recomendación",
        "referral.depth": "grado de la recomendación",
        "referrer.sales_in_month": "sus ventas recomendadas del mes",
        "referrer.sales_in_year": "sus ventas recomendadas del año",
        "referrer.sales_in_lifetime": "sus ventas recomendadas en total",
        "referrer.tenure_days": "días que lleva como cliente",
        "referrer.tags": "sus etiquetas",
        "referrer.country": "su país",
        "rep.id": "persona que le atiende",
    },
    yes="sí",
    no="no",
    limits="Límites: {limits}.",
    no_limits="Límites: ninguno.",
    limit="como máximo {bounds} por {per} {period}",
    of_rule=" (recompensa «{rule}»)",
    of_all_rules=" (todas las recompensas)",
    per={
        "referrer": "persona que recomienda",
        "prospect": "persona recomendada",
        "household": "hogar",
        "program": "programa",
    },
    periods={
        "day": "al día",
        "week": "a la semana",
        "month": "al mes",
        "year": "al año",
        "lifetime": "en total",
    },
    hold=("Cuándo la recibe: una recompensa espera {days} desde el día en que se gana. {refunds}"),
    proportional=(
        "Si se devuelven artículos, disminuye en proporción, y se pierde si dejan de cumplirse los "
        "requisitos."
    ),
    threshold=("Si se devuelven artículos, se mantiene entera mientras se cumplan los requisitos."),
    tax=(
        "Impuestos: una recompensa puede ser un ingreso que deba declarar. Podemos pedirle un "
        "formulario fiscal antes de entregarla y comunicarla donde la ley lo exija."
    ),
    ending=(
        "Cómo terminar: puede irse en cualquier momento diciéndoselo a {business}. Podemos cambiar "
        "o terminar el programa para el futuro; lo que se le prometió hasta entonces se mantiene."
    ),
    and_=" y ",
    reward_one="{count} recompensa",
    reward_many="{count} recompensas",
    point_one="{count} punto",
    point_many="{count} puntos",
    day_one="{count} día",
    day_many="{count} días",
    kinds={
        "gift_card": "una tarjeta regalo",
        "restaurant_certificate": "un vale regalo para restaurante",
        "cash": "dinero en efectivo",
        "store_credit": "un saldo en tienda",
        "discount_code": "un código de descuento",
        "points": "puntos",
        "charity_donation": "una donación en su nombre",
        "physical_gift": "un regalo",
        "service": "un servicio",
        "recognition": "una tarjeta de agradecimiento",
        "custom": "un agradecimiento",
    },
    item="{kind} («{item}»)",
    worth="por valor de {amount}",
    favourite="según la preferencia que nos indicó",
    for_place="para {where}",
    valid="válido durante {days}",
    choice="a elegir: {options}. Elija en un plazo de {days}",
    choice_or="; o ",
    choice_default="; si no, enviamos {kind}",
    default_kinds={
        "gift_card": "la tarjeta regalo",
        "restaurant_certificate": "el vale para restaurante",
        "cash": "el dinero en efectivo",
        "store_credit": "el saldo en tienda",
        "discount_code": "el código de descuento",
        "points": "los puntos",
        "charity_donation": "la donación",
        "physical_gift": "el regalo",
        "service": "el servicio",
        "recognition": "nuestro agradecimiento",
        "custom": "el agradecimiento",
    },
    percent_of="{percent} {base}",
    bases={"sale.net": "del importe neto", "sale.gross": "del importe de la compra"},
    at_least=", al menos {amount}",
    at_most=", como máximo {amount}",
    off="{amount} de descuento",
    tier="a partir de {begins}: {amount}",
    counting=" (se cuentan {counted})",
    counts={
        "sale.number": "las compras de la persona",
        "referral.depth": "los grados desde la primera recomendación",
        "referrer.sales_in_month": "las ventas recomendadas del mes",
        "referrer.sales_in_year": "las ventas recomendadas del año",
        "referrer.sales_in_lifetime": "todas las ventas recomendadas",
    },
)
