"""How many of something there are, in words."""


def credentials_text(count: int) -> str:
    """`1 SMTP credential` or `20 SMTP credentials`."""
    return f"{count:,} SMTP credential{'' if count == 1 else 's'}"
