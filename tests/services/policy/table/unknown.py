"""What OCI decides and doesn't document, or would not take at all: undecided, as long as it might let the user send."""

from tests.services.policy.situations import UNDECIDED, Row

USE = "Allow group Senders to use email-family in tenancy"
ROWS = [
    Row("Allow group 'Senders to use email-family in tenancy", UNDECIDED, 'the character "\'"'),
    Row('Allow group "Senders to use email-family in tenancy', UNDECIDED, "the character '\"'"),
    Row("Allow group \u201cSenders\u201d to use email-family in tenancy", UNDECIDED, "its subject can't be parsed"),
    Row("Allow group Senders to use 'email-family' in tenancy", UNDECIDED, "its resource type can't be parsed"),
    Row("Allow group Senders to 'use' email-family in tenancy", UNDECIDED, "its verb can't be parsed"),
    Row("Allow group Senders to {APPROVED_SENDER_USE in tenancy", UNDECIDED, "its verb can't be parsed"),
    Row("Allow group Senders to {APPROVED_SENDER_READ} {APPROVED_SENDER_USE} in tenancy", UNDECIDED, "permissions"),
    Row("Allow group Senders to use any-resource in tenancy", UNDECIDED, "any-resource"),
    Row("Allow group Senders to use email-family in any-tenancy", UNDECIDED, "its location can't be parsed"),
    Row("Allow group Senders to use email-family // mail\n in tenancy", UNDECIDED, "a comment before its end"),
    Row("Allow group Mailers to use email-family in tenancy\nAllow any-user to use email-family in tenancy", UNDECIDED),
    Row(f"{USE} where not target.group.name", UNDECIDED, "target.group.name"),
    Row(f"{USE} where request.user.name", UNDECIDED, "request.user.name"),
    Row(f"{USE} where any {{request.region = 'iad',}}", UNDECIDED, "its condition can't be parsed"),
    Row(f"{USE} where any {{}}", UNDECIDED, "its condition can't be parsed"),
    Row(f"{USE} where sets-intersect(('a'), ('b'))", UNDECIDED, "it compares two lists"),
    Row(f"{USE} where sets-equal(request.groups.name, ('Senders'))", UNDECIDED, "request.groups.name"),
    Row(f"{USE} where request.groups.name = 'All Domain Users'", UNDECIDED, "request.groups.name"),
    Row(f"{USE} where request.principal.type = user", UNDECIDED, "isn't in quotes"),
    Row(f"{USE} where request.principal.type != workload", UNDECIDED, "isn't in quotes"),
    Row(f"{USE} where request.user.mfaTotpVerified = 'false'", UNDECIDED, "request.user.mfatotpverified"),
    Row(f"{USE} where request.principal.compartment.id != 'ocid1.compartment.oc1..x'", UNDECIDED),
    Row(f"{USE} where request.region = \u2018iad\u2019", UNDECIDED, "its condition can't be parsed"),
    Row(f"{USE} where request.networkSource.name = 'office'", UNDECIDED, "request.networksource.name"),
]
