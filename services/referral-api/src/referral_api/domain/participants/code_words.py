"""Words that no code is, in the languages that we write letters in."""

RESERVED = frozenset(
    (
        *("ADMIN", "API", "CANCEL", "CASH", "CODE", "COUPON", "DEFAULT", "DISCOUNT", "EMPLOYEE"),
        *("FREE", "FRIEND", "GIFT", "GIFTCARD", "GOODWORD", "HELP", "INFO", "LOGIN", "MANAGER"),
        *("NONE", "NULL", "OFFICIAL", "OWNER", "PROMO", "REF", "REFERRAL", "REFUND", "ROOT"),
        *("SALE", "STAFF", "SUPPORT", "SYSTEM", "TEST", "UNDEFINED", "UNSUBSCRIBE", "VOUCHER"),
        *("GUTSCHEIN", "RABATT", "BONREDUC", "REDUCTION", "DESCUENTO", "CUPON"),
    )
)
"""What a till, a shop or a person at the counter takes for something else."""

OFFENSIVE_ANYWHERE = frozenset(
    (
        *("FUCK", "NIGGER", "NIGGA", "FAGGOT", "WHORE", "BITCH", "ASSHOLE", "ARSEHOLE", "WANKER"),
        *("MOTHERF", "BULLSHIT", "DICKHEAD", "PENIS", "VAGINA", "BLOWJOB", "HITLER", "HEILHIT"),
        *("KANAKE", "FOTZE", "WICHSER", "ARSCHLOCH", "HURENSOHN", "SCHLAMPE", "MISSGEBURT"),
        *("SALOPE", "CONNARD", "CONNASSE", "ENCULE", "PUTAIN", "BOUGNOULE", "NIQUETA"),
        *("MIERDA", "CABRON", "GILIPOLLAS", "MARICON", "HIJODEPUTA", "PENDEJO"),
    )
)
"""Words that are in no other word that anybody would choose."""

OFFENSIVE_WHOLE = frozenset(
    (
        *("ASS", "ARSE", "CUNT", "TWAT", "SLUT", "SHIT", "PISS", "TITS", "COCK", "DICK", "CUM"),
        *(
            "FAG",
            "DYKE",
            "SPIC",
            "KIKE",
            "CHINK",
            "COON",
            "GOOK",
            "PAKI",
            "TRANNY",
            "RAPE",
            "RAPIST",
        ),
        *("NAZI", "KKK", "ISIS", "SEX", "PORN", "PORNO", "XXX"),
        *("NUTTE", "HURE", "ARSCH", "SCHEISSE", "SAU", "NEGER", "FICKEN", "SIEGHEIL"),
        *("PUTE", "CON", "BITE", "MERDE", "PD", "NEGRE"),
        *("PUTA", "PUTO", "COGER", "VERGA", "CULO", "POLLA", "NEGRATA"),
    )
)
"""Words that are also in others (`GLASS`, `DICKENS`): alone they are meant."""
