"""`Deny`, and what cannot be read."""

from tests.services.policy.situations import ALLOWED, REFUSED, UNDECIDED, Row

ALLOW = "Allow group Senders to use email-family in tenancy"
WINS = "overrides Allow"
ROWS = [
    Row((ALLOW, "Deny group Senders to use email-family in tenancy"), REFUSED, WINS),
    Row(("Deny group Senders to use email-family in tenancy", ALLOW), REFUSED, WINS),
    Row((ALLOW, "deny any-user to use approved-senders in compartment Production"), REFUSED, WINS),
    Row((ALLOW, "Deny group Senders to {APPROVED_SENDER_USE} in tenancy"), REFUSED, WINS),
    Row((ALLOW, "Deny group Senders to {APPROVED_SENDER_DELETE} in tenancy"), ALLOWED),
    Row((ALLOW, "Deny group Others to use email-family in tenancy"), ALLOWED),
    Row((ALLOW, "Deny group Senders to use email-family in compartment Development"), ALLOWED),
    Row((ALLOW, "Deny group Senders to use suppressions in tenancy"), ALLOWED),
    Row((ALLOW, "Deny group Senders to manage email-family in tenancy"), ALLOWED),
    Row((ALLOW, "Deny group Senders to inspect all-resources in tenancy"), REFUSED, WINS),
    Row((ALLOW, "Deny group Others to manage email-family in tenancy"), ALLOWED),
    Row((ALLOW, "Deny group Senders to use email-family in tenancy where request.region = 'fra'"), ALLOWED),
    Row((ALLOW, "Deny group Senders to use email-family in tenancy where request.region = 'iad'"), REFUSED, WINS),
    Row((ALLOW, "Deny group Senders to use email-family in tenancy where a.b = 'c'"), UNDECIDED, "a.b"),
    Row((ALLOW, 'Deny group "Senders" to use email-family in tenancy'), UNDECIDED, "can't be parsed"),
    Row((ALLOW, "Deny group Senders to use email-family in tenancy"), UNDECIDED, "Deny", deny_is_on=None),
    Row((ALLOW, "Deny group Senders to use email-family in tenancy"), ALLOWED, deny_is_on=False),
    Row(
        (
            "Allow group Administrators to manage all-resources in tenancy",
            "Deny any-user to use email-family in tenancy",
        ),
        ALLOWED,
        groups=("Administrators",),
    ),
    Row(
        ("Allow any-user to use all-resources in tenancy", "Deny any-user to use email-family in tenancy"),
        REFUSED,
        WINS,
        groups=("Administrators",),
        domain="Partners",
    ),
    Row("Deny group Senders to use email-family in tenancy", REFUSED, "No statement allows it"),
    Row("Deny group Senders to use email-family in tenancy where a.b = 'c'", REFUSED, "No statement allows it"),
    Row((ALLOW, "Deny endorse group Senders to use email-family in any-tenancy"), ALLOWED),
    Row('Allow group "Senders" to use email-family in tenancy', UNDECIDED, "'\"'"),
    Row((ALLOW, 'Allow group "Senders" to use email-family in tenancy'), ALLOWED),
    Row('Allow group "Senders" to use instances in tenancy', REFUSED, "No statement allows it"),
    Row("Allow group Sen*ders to use email-family in tenancy", UNDECIDED, "'*'"),
    Row("Allow group * to use email-family in tenancy", UNDECIDED, "'*'"),
    Row("Allow group Senders to use email-family in tenancy;", UNDECIDED, "';'"),
    Row("Allow group Senders to use email-family in tenancy # for the shop", UNDECIDED, "'#'"),
    Row("Allow group Senders to use email-family in tenancy // for the shop", ALLOWED),
    Row("Allow group Senders to use email-family, suppressions in tenancy", UNDECIDED, "can't be parsed"),
    Row(f"{ALLOW} {ALLOW}", UNDECIDED, "more than one statement"),
    Row("Please let Senders use email-family", UNDECIDED, "neither Allow nor Deny"),
    Row("Allow group Senders use email-family in tenancy", UNDECIDED, 'no "to"'),
    Row("Allow group Senders to use email-family", UNDECIDED, "can't be parsed"),
    Row("email-family", UNDECIDED, "neither Allow nor Deny"),
    Row("Allow group Senders to use email-family in tenancy\x00", UNDECIDED),
    Row("Allow group Senders\u202e to use email-family in tenancy", REFUSED),
]
