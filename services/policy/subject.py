"""The subject of a statement: who it is about (Identity/policysyntax/subject.htm)."""

from services.config.ocids import OCID
from services.policy.statement import DEFAULT_DOMAIN, Principal, PrincipalKind, UnparsedError
from services.policy.tokens import Token

_ANY: dict[str, PrincipalKind] = {"any-user": "any-user", "any-group": "any-group"}
_NAMED: dict[str, PrincipalKind] = {
    "group": "group",
    "dynamic-group": "dynamic-group",
    "user": "user",
    "service": "service",
    "resource": "resource",
}


def parse_subject(subject: list[Token]) -> tuple[Principal, ...]:
    """The principals in the tokens between `Allow` and `to`.

    Raises:
        UnparsedError: it is no subject that we know.
    """
    first = subject[0].text.lower() if subject and subject[0].kind == "word" else ""
    if first in _ANY and len(subject) == 1:
        return (Principal(_ANY[first]),)
    if first not in _NAMED or len(subject) == 1:
        raise UnparsedError("its subject isn't a group, a service, any-user, or any-group")
    items = _list_items(subject[1:])
    # The word may stand before each name: "group A, group B".
    bare = [
        item[1:] if len(item) > 1 and item[0].is_word(first) and not item[1].is_sign("/") else item for item in items
    ]
    return tuple(_principal(_NAMED[first], item) for item in bare)


def _list_items(listed: list[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for token in listed:
        if token.is_sign(","):
            items.append([])
        else:
            items[-1].append(token)
    return items


def _principal(kind: PrincipalKind, item: list[Token]) -> Principal:
    names = [token for token in item if token.kind in ("word", "quoted")]
    if len(item) == 2 and item[0].is_word("id") and names[1:]:
        return Principal(kind, ocid=item[1].text)
    if len(item) == 1 and names:
        text = item[0].text
        return Principal(kind, ocid=text) if OCID.fullmatch(text) else Principal(kind, text)
    if len(item) == 3 and item[1].is_sign("/") and len(names) == 2:
        return Principal(kind, item[2].text, item[0].text or DEFAULT_DOMAIN)
    raise UnparsedError("its list of names can't be parsed")
