"""The users of the demo tenancy's second identity domain whom tests and demonstrations know by name."""

from services.demo.cast import Held, Part

DOMAIN_ADMINISTRATORS = "Domain_Administrators"

ADMINISTRATOR = "partner.admin"

QUOTED_NAME = 'o"brien\\" or userName pr or "'
"""A user name that would widen a filter into which it were pasted as it is."""

PARTNERS = (
    Part(
        ADMINISTRATOR,
        "admin@partner.example",
        "Looks after this domain",
        (DOMAIN_ADMINISTRATORS,),
        days_since_login=2,
    ),
    Part("portal.mailer", "portal@partner.example", "Mail of the partner portal", ("Senders",)),
    Part(
        "edi.gateway",
        "edi@partner.example",
        "EDI acknowledgements",
        ("Senders",),
        (Held("EDI acknowledgements", 300.0, ADMINISTRATOR, -3),),
    ),
    Part(
        "courier.relay",
        "courier@partner.example",
        "Parcel notices",
        ("Senders", "Couriers"),
        (Held("Parcel notices (old)", 900.0), Held("Parcel notices", 60.0)),
    ),
    Part("ana.partner", "ana@partner.example", "Ana, not an administrator", ("Couriers",), days_since_login=5),
    Part("partner.kiosk", "kiosk@partner.example", "May not have SMTP credentials", smtp_allowed=False),
    Part(
        "former.partner",
        "former@partner.example",
        "Contract ended",
        ("Senders",),
        (Held("Laptop", 400.0),),
        state="INACTIVE",
        days_since_login=200,
    ),
    Part("oracleidentitycloudservice/lee@partner.example", "lee@partner.example", "Lee", federated=True),
    Part("kim.park", "kim.park@partner.example", "The same name as in the Default domain"),
    Part(QUOTED_NAME, "quotes@partner.example", "A name that is half a filter"),
    Part("pair.one", "pair@partner.example", "Shares an address with pair.two"),
    Part("pair.two", "pair@partner.example", "Shares an address with pair.one"),
    Part("山田.太郎", "taro@partner.example", "山田 太郎 — パートナー"),
)
