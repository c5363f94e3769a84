"""Verbs, resources and permissions."""

from tests.services.policy.situations import ALLOWED, REFUSED, UNDECIDED, Row

ENOUGH = 'sending needs "use"'
ROWS = [
    Row("Allow group Senders to use email-family in tenancy", ALLOWED),
    Row("Allow group Senders to manage email-family in tenancy", ALLOWED),
    Row("Allow group Senders to read email-family in tenancy", REFUSED, ENOUGH),
    Row("Allow group Senders to inspect email-family in tenancy", REFUSED, ENOUGH),
    Row("Allow group Senders to use approved-senders in tenancy", ALLOWED),
    Row("Allow group Senders to manage approved-senders in tenancy", ALLOWED),
    Row("Allow group Senders to read approved-senders in tenancy", REFUSED, ENOUGH),
    Row("Allow group Senders to inspect approved-senders in tenancy", REFUSED, ENOUGH),
    Row("Allow group Senders to use all-resources in tenancy", ALLOWED),
    Row("Allow group Senders to manage all-resources in tenancy", ALLOWED),
    Row("Allow group Senders to read all-resources in tenancy", REFUSED, ENOUGH),
    Row("Allow group Senders to inspect all-resources in tenancy", REFUSED, ENOUGH),
    Row("ALLOW GROUP Senders TO USE EMAIL-FAMILY IN TENANCY", ALLOWED),
    Row("allow   group\tSenders to\nuse email-family in tenancy", ALLOWED),
    Row("  Allow group Senders to use email-family in tenancy  ", ALLOWED),
    Row("Allow group Senders to use suppressions in tenancy", REFUSED, "No statement allows it"),
    Row("Allow group Senders to manage email-domains in tenancy", REFUSED, "No statement allows it"),
    Row("Allow group Senders to manage instances in tenancy", REFUSED, "No statement allows it"),
    Row("Allow group Senders to {APPROVED_SENDER_USE} in tenancy", ALLOWED),
    Row("Allow group Senders to {approved_sender_use} in tenancy", ALLOWED),
    Row("Allow group Senders to {APPROVED_SENDER_INSPECT, APPROVED_SENDER_USE} in tenancy", ALLOWED),
    Row("Allow group Senders to {APPROVED_SENDER_USE} approved-senders in tenancy", ALLOWED),
    Row("Allow group Senders to {APPROVED_SENDER_INSPECT} in tenancy", REFUSED, "No statement allows it"),
    Row("Allow group Senders to {INSTANCE_READ} in tenancy", REFUSED, "No statement allows it"),
    Row("Allow group Senders to {APPROVED_SENDER_READ} email-family in tenancy", REFUSED, "needs APPROVED_SENDER_USE"),
    Row("Allow group Senders to approve email-family in tenancy", UNDECIDED, '"approve"'),
    Row((), REFUSED, "No statement allows it"),
    Row(
        (
            "Allow group Senders to read email-family in tenancy",
            "Allow group Senders to use approved-senders in tenancy",
        ),
        ALLOWED,
        "use approved-senders",
    ),
    Row(
        ("Allow group Others to use email-family in tenancy", "Allow group Senders to use email-family in tenancy"),
        ALLOWED,
        "group Senders",
    ),
    Row("Define group Senders as ocid1.group.oc1..senders", REFUSED),
    Row("Endorse group Senders to use email-family in any-tenancy", REFUSED),
    Row("Admit group Senders of tenancy Other to use email-family in tenancy", REFUSED),
]
