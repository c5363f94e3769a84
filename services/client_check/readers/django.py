"""Django's settings.py, parsed and never run (docs.djangoproject.com, ref/settings, EMAIL_HOST and following)."""

import ast
import warnings

from services.client_check.account import Account, Reading, Role, Setting, Tls, control_hazard
from services.client_check.words import flags, is_true

ROLES = {
    "EMAIL_HOST": Role.HOST,
    "EMAIL_PORT": Role.PORT,
    "EMAIL_HOST_USER": Role.USER,
    "EMAIL_HOST_PASSWORD": Role.PASSWORD,
    "DEFAULT_FROM_EMAIL": Role.FROM,
}
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
OTHER_BACKENDS = "django.core.mail.backends."


def read(text: str) -> Reading:
    """The one account, from the assignments of the module and of the conditions in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python would say on standard error what it thinks of a backslash
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        return Reading([], (line or 1,))
    assigned: dict[str, list[tuple[ast.stmt, bool]]] = {}
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and (target.id.startswith("EMAIL_") or target.id in ROLES):
                assert isinstance(node, ast.stmt)  # both kinds are
                assigned.setdefault(target.id, []).append((node, node in tree.body))
    found = {name: _chosen(name, nodes) for name, nodes in assigned.items()}
    if not any(name in ROLES for name in found):
        return Reading([])
    return Reading([_account(found)])


def _chosen(name: str, nodes: list[tuple[ast.stmt, bool]]) -> Setting:
    """The last assignment; where one depends on a condition and isn't the only one, it can't be told which counts."""
    last, _ = max(nodes, key=lambda each: each[0].lineno)
    is_open = not all(is_top for _, is_top in nodes) and (len(nodes) > 1 or name == "EMAIL_BACKEND")
    return Setting(name, None, last.lineno) if is_open else _setting(name, last)


def _setting(name: str, node: ast.AST) -> Setting:
    value = getattr(node, "value", None)
    line = getattr(node, "lineno", 1)
    if isinstance(value, ast.Constant) and isinstance(value.value, (str, int)):
        text = str(value.value)
        return Setting(name, text, line, control_hazard(text))
    if isinstance(value, ast.Constant) and value.value is None:
        return Setting(name, "", line)
    return Setting(name, None, line)


def _account(found: dict[str, Setting]) -> Account:
    settings = {role: found[name] for name, role in ROLES.items() if name in found}
    because = tuple(found[name] for name in ("EMAIL_USE_SSL", "EMAIL_USE_TLS") if name in found)
    ssl, starttls = (
        is_true(found[name].text) if name in found else None for name in ("EMAIL_USE_SSL", "EMAIL_USE_TLS")
    )
    tls = flags(ssl, starttls)
    if tls is Tls.NONE and any(each.is_elsewhere for each in because):
        tls = Tls.UNKNOWN
    account = Account(settings, tls, because, default_port=25, is_from_expected=True)
    account.default_from = "webmaster@localhost"
    if ssl and starttls:  # Django raises ValueError
        account.faults.append(("tls-both", found["EMAIL_USE_TLS"]))
    backend = found.get("EMAIL_BACKEND")
    if backend and backend.text.startswith(OTHER_BACKENDS) and backend.text != SMTP_BACKEND:
        account.faults.append(("sending-off", backend))
    return account
