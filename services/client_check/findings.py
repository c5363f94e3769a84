"""Everything that can be found in the settings of an email client: one declaration each."""

from dataclasses import dataclass

from services.doctor.report import Finding

PORTS = "Use port 465 with implicit TLS, or port 587 with STARTTLS."
QUOTING = "Quote the {what} as the manual of the program says, or paste settings that oci-smtp writes."


@dataclass(frozen=True)
class Rule:
    """What a finding means. In its texts, `{what}` and other names stand for what the check fills in."""

    finding: Finding
    detail: str
    advice: str = ""


RULES: dict[str, Rule] = {
    # The connection
    "host-missing": Rule(
        Finding.FAULT, "No server is set.", "Enter smtp.email.REGION.oci.oraclecloud.com with your region."
    ),
    "not-email-delivery": Rule(
        Finding.FAULT,
        "The server isn't an endpoint of Email Delivery.",
        "Enter smtp.email.REGION.oci.oraclecloud.com with your region. The Console shows it in Email Delivery ›"
        " Configuration.",
    ),
    "endpoint-old": Rule(
        Finding.UNKNOWN,
        "The server has a name that Oracle's documents no longer use. It might not work.",
        "Enter smtp.email.{region}.oci.oraclecloud.com.",
    ),
    "region-unknown": Rule(
        Finding.UNKNOWN,
        'The region in the name of the server isn\'t known to the OCI SDK: "{region}".',
        "Check the name of the region.{guess}",
    ),
    "realm-differs": Rule(
        Finding.FAULT,
        "The name of the server ends in another domain than the endpoints of {region}.",
        "Enter {endpoint}.",
    ),
    "other-provider": Rule(Finding.NOTE, "This account isn't for Email Delivery, so it wasn't checked.", ""),
    "port-missing": Rule(Finding.UNKNOWN, "No port is set. It's unknown which one the program uses.", PORTS),
    "port-needed": Rule(Finding.FAULT, "The program needs a port after the server.", "Enter HOST:587 or HOST:465."),
    "port-default": Rule(Finding.NOTE, "No port is set, so the program uses port {port}.", ""),
    "port-unknown": Rule(Finding.FAULT, "Email Delivery doesn't accept mail on this port.", PORTS),
    "port-25": Rule(
        Finding.NOTE,
        "Port 25 is blocked for instances in tenancies created after June 2021, and by many other networks.",
        PORTS,
    ),
    # TLS
    "implicit-tls-port": Rule(
        Finding.FAULT,
        "Implicit TLS doesn't work on port {port}: the server begins without TLS there, and expects STARTTLS.",
        "Use port 465, or turn on STARTTLS in place of implicit TLS.",
    ),
    "starttls-port": Rule(
        Finding.FAULT,
        "STARTTLS doesn't work on port 465: the server begins with TLS there.",
        "Use port 587, or turn on implicit TLS.",
    ),
    "starttls-port-unknown": Rule(
        Finding.UNKNOWN,
        "Port 465 needs implicit TLS. It's unknown whether the program means that by this setting.",
        'Use implicit TLS, which many programs call "ssl" or "smtps", or port 587.',
    ),
    "no-tls": Rule(Finding.FAULT, "TLS is off. Email Delivery rejects a sign-in without TLS.", f"Turn on TLS. {PORTS}"),
    "tls-optional": Rule(
        Finding.NOTE,
        "TLS is used only if the server offers it. Someone in between can prevent that and read the password.",
        "Require STARTTLS if the program can.",
    ),
    "tls-unknown": Rule(
        Finding.UNKNOWN,
        "The file doesn't say which kind of TLS the program uses.",
        "In the program, use implicit TLS with port 465, or STARTTLS with port 587.",
    ),
    "tls-both": Rule(
        Finding.FAULT,
        "Implicit TLS and STARTTLS are both on, and they exclude each other.",
        "Turn off EMAIL_USE_TLS for port 465, or EMAIL_USE_SSL for port 587.",
    ),
    "tls-elsewhere": Rule(Finding.NOTE, "Port and TLS are in the program's main settings. Check that file, too.", ""),
    # Signing in
    "sending-off": Rule(Finding.FAULT, "The program doesn't send through SMTP with these settings.", "Turn on SMTP."),
    "auth-off": Rule(
        Finding.FAULT,
        "The program doesn't sign in. Email Delivery rejects that with 535 Authentication required.",
        "Turn on authentication.",
    ),
    "auth-not-plain": Rule(
        Finding.FAULT,
        "The program is set to another authentication method than PLAIN, the only one that Email Delivery offers.",
        "Use PLAIN.",
    ),
    "auth-plain-off": Rule(
        Finding.FAULT,
        "Postfix doesn't use PLAIN with these options, and Email Delivery offers nothing else.",
        "Add smtp_sasl_security_options = noanonymous.",
    ),
    "user-name-missing": Rule(Finding.FAULT, "No user name is set.", "Enter the user name of the SMTP credential."),
    "user-name-truncated": Rule(
        Finding.FAULT,
        "The user name is incomplete.",
        "Paste all of it: ocid1.user.…@ocid1.tenancy.…, up to the ending .com.",
    ),
    "user-name-malformed": Rule(
        Finding.FAULT,
        "The user name isn't one that OCI generates for an SMTP credential.",
        "Enter the user name of the SMTP credential: ocid1.user.…@ocid1.tenancy.…, up to the ending .com.",
    ),
    "password-missing": Rule(Finding.FAULT, "No password is set.", "Enter the password of the SMTP credential."),
    "password-length": Rule(
        Finding.NOTE,
        "The password isn't 20 characters long. Recorded passwords of OCI are, so it's probably incomplete.",
        "Compare it with the password that you saved.",
    ),
    "placeholder": Rule(Finding.FAULT, "The {what} is a placeholder.", "Enter the {what}."),
    "value-elsewhere": Rule(
        Finding.UNKNOWN, "The {what} can't be read from this file, so it wasn't checked.", "Check it where it's set."
    ),
    "password-elsewhere": Rule(Finding.NOTE, "The password can't be read from this file, so it wasn't checked.", ""),
    # What the format does to a text
    "value-cut": Rule(
        Finding.FAULT,
        "A # or ; begins a comment here, and the rest of the {what} is dropped, at least by some readers.",
        QUOTING,
    ),
    "value-replaced": Rule(
        Finding.FAULT,
        "A part of the {what} is replaced as if it were a variable, at least by some readers of this format.",
        QUOTING,
    ),
    "value-escaped": Rule(
        Finding.FAULT,
        "A backslash in the {what} disappears or changes what follows it, at least by some readers of this format.",
        QUOTING,
    ),
    "value-spaces": Rule(
        Finding.FAULT,
        "The {what} begins or ends with white space.",
        "Delete the white space.",
    ),
    "value-quotes": Rule(
        Finding.FAULT,
        "Quotation marks become a part of the {what}, or end it early.",
        QUOTING,
    ),
    "value-special": Rule(
        Finding.FAULT,
        "The {what} isn't read as text: its first character or its form means something else in YAML.",
        "Enclose the {what} in single quotes, and double each single quote in it.",
    ),
    "url-not-encoded": Rule(
        Finding.FAULT,
        "The {what} has a character that a URL must percent-encode, such as @, /, :, #, ?, or %.",
        "Percent-encode it: @ is %40, / is %2F, : is %3A, # is %23, ? is %3F, and % is %25.",
    ),
    # The sender
    "from-missing": Rule(
        Finding.NOTE,
        "No From address is set.{default}",
        "Set it to an approved sender, unless the application does.",
    ),
    "from-placeholder": Rule(
        Finding.NOTE,
        "The From address is one that examples use. Email Delivery rejects what isn't an approved sender.",
        "Change the From address to an approved sender.",
    ),
    "from-malformed": Rule(
        Finding.NOTE,
        "The From address isn't a whole email address, so it wasn't checked.",
        "Check that the program sends from an approved sender.",
    ),
    "sender-unchecked": Rule(
        Finding.NOTE,
        "It wasn't checked whether the sender is approved in the region of the server.",
        "{how}",
    ),
    "sender": Rule(Finding.OK, "{address} is an approved sender in {region}, the region of the server."),
    "sender-other-region": Rule(
        Finding.FAULT,
        "{address} is approved in {other}, but the server is in {region}. Approved senders are regional.",
        "Use the server of {other}, or create the approved sender in {region}.",
    ),
    "sender-not-found": Rule(
        Finding.UNKNOWN,
        "No approved sender for {address} is visible to you in {region}, the region of the server.",
        "Check the sender with oci-smtp doctor --sender ADDRESS.",
    ),
    "other-tenancy": Rule(
        Finding.NOTE,
        "The user name is of another tenancy than the one that you're signed in to.",
        "To check the sender, sign in with a profile of that tenancy.",
    ),
    # The file
    "unread": Rule(
        Finding.UNKNOWN, "A part of the file wasn't understood, so it wasn't checked.", "Check these lines yourself."
    ),
    "region": Rule(Finding.OK, "The server is the endpoint of Email Delivery in {region}."),
    "tls": Rule(Finding.OK, "Port {port} fits {tls}."),
    "user-name": Rule(Finding.OK, "The user name has the form of those that OCI generates."),
}
"""By code. Codes are part of the interface."""
