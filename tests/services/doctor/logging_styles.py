"""How programs log a reply: each style is a function of the code and the text, and has ports, times, and ids around."""

import json
from collections.abc import Callable

USER = "ocid1.user.oc1..aaaaaaaaqx7example"
LOGIN = f"{USER}@ocid1.tenancy.oc1..aaaaaaaatexample.9t.com"
SERVER = "smtp.email.eu-frankfurt-1.oci.oraclecloud.com"
TOKEN = "AG9jaWQxLnVzZXIub2MxLi5hAGs7OVsvYl0kVHond1Rlc3Q="
"""An AUTH PLAIN, with a password that must not be shown."""

Style = Callable[[int, str], str]


def postfix(code: int, text: str) -> str:
    return (
        "Nov 29 10:15:23 web1 postfix/smtp[4215]: 4F2A1B535C: to=<r@x.example>, orig_to=<root>,\n"
        f"relay={SERVER}[192.0.2.113]:587, delay=421, delays=0.1/0/0.5/0.35, dsn=5.0.0, sasl_username={LOGIN},"
        f" status=bounced (host {SERVER}[192.0.2.113] said: {code} {text} (in reply to a command))"
    )


def exim(code: int, text: str) -> str:
    return (
        f"2026-11-29 10:15:23.421 1qEq2S-0004tu-OT ** r@x.example R=smarthost T=remote_smtp_smarthost"
        f" H={SERVER} [192.0.2.113]:587 X=TLS1.2 A=plain_{LOGIN}:"
        f" SMTP error from remote mail server after a command: {code} {text}"
    )


def sendmail(code: int, text: str) -> str:
    return (
        f"... while talking to {SERVER}.:\n>>> AUTH user {LOGIN}\n<<< {code} {text}\n"
        "Nov 29 10:15:23 h sendmail[535]: 2ATAFN: to=r@x.example, size=471, delay=00:00:01, dsn=5.6.0, stat=Service"
    )


def jakarta_mail(code: int, text: str) -> str:
    return (
        f"2026-11-29 10:15:23,421 ERROR [mail-1] c.e.Mailer - login {LOGIN}\n"
        f"jakarta.mail.MessagingException: {code} {text}\n\n"
        "\tat org.eclipse.angus.mail.smtp.SMTPTransport.issueCommand(SMTPTransport.java:535)\n"
        "\tat com.example.Mailer.send(Mailer.java:554) ~[app.jar:5.5.0]\n\tat java.lang.Thread.run(Thread.java:552)"
    )


def nodemailer(code: int, text: str) -> str:
    return (
        f"Error: Message failed: {code} {text}\n    at SMTPConnection._formatError (smtp/index.js:550:19) {{\n"
        f"  code: 'EMESSAGE',\n  response: '{code} {text}',\n  responseCode: {code},\n  command: 'CONN'\n}}\n"
        f"{{ host: '{SERVER}', port: 587, secure: false, auth: {{ user: '{LOGIN}', pass: 'k;9[/b]$Tz' }} }}"
    )


def smtplib(code: int, text: str) -> str:
    return (
        f"login {LOGIN}\nTraceback (most recent call last):\n"
        '  File "/usr/lib/python3.12/smtplib.py", line 535, in docmd\n'
        f"smtplib.SMTPResponseException: ({code}, b'{text}')"
    )


def phpmailer(code: int, text: str) -> str:
    return (
        f"2026-11-29 10:15:23 SERVER -> CLIENT: 220 {SERVER} ESMTP\n"
        "2026-11-29 10:15:23 SERVER -> CLIENT: 250-PIPELINING250-8BITMIME250 Ok\n"
        f"2026-11-29 10:15:23 CLIENT -> SERVER: (user {LOGIN})\n"
        f"2026-11-29 10:15:24 SERVER -> CLIENT: {code} {text}\n"
        f"2026-11-29 10:15:24 SMTP ERROR: command failed: {code} {text}\nSMTP Error: the message wasn't sent."
    )


def go(code: int, text: str) -> str:
    return f'time="10:15:23.421Z" level=error user={LOGIN} server={SERVER}:587 msg="send: {code} {text}" attempt=421'


def ruby(code: int, text: str) -> str:
    return (
        f"E, [2026-11-29T10:15:23.421550 #471] ERROR -- : {LOGIN}\n"
        f"Net::SMTPFatalError ({code} {text}\n):\n  net/smtp.rb:552:in `check_response'"
    )


def swaks(code: int, text: str) -> str:
    return (
        f"=== Trying {SERVER}:587...\n=== Connected.\n<-  220 {SERVER} ESMTP\n -> EHLO web1\n<-  250-STARTTLS\n"
        f"<-  250 Ok\n -> STARTTLS\n<-  220 Ready to start TLS\n ~> AUTH PLAIN {TOKEN}\n"
        f"<~** {code} {text}\n*** {LOGIN}\n ~> QUIT\n<~  221 Bye\n=== Connection closed with remote host."
    )


def openssl(code: int, text: str) -> str:
    return (
        f"CONNECTED(00000003)\n---\n250 Ok\nEHLO x\n250-PIPELINING\n250-AUTH PLAIN\n250 Ok\nAUTH PLAIN\n334 \n{TOKEN}\n"
        f"{code} {text}\nQUIT\n221 Bye\nclosed\n({LOGIN})"
    )


def msmtp(code: int, text: str) -> str:
    return (
        f"msmtp: the server didn't accept it\nmsmtp: server message: {code} {text}\n"
        f"Nov 29 10:15:23 host={SERVER} tls=on auth=on user={LOGIN} smtpstatus={code} exitcode=EX_NOPERM"
    )


def dsn(code: int, text: str) -> str:
    """A delivery status notification, with its long line folded."""
    return (
        f"From: MAILER-DAEMON@web1.example (Mail Delivery System)\nX-Login: {LOGIN}\n\nReporting-MTA: dns; web1\n"
        "Final-Recipient: rfc822; r@x.example\nAction: failed\nStatus: 5.0.0\n"
        f"Remote-MTA: dns; {SERVER}\nDiagnostic-Code: smtp; {code} " + text.replace(" ", "\n    ", 1)
    )


def quoted_printable(code: int, text: str) -> str:
    folded = f"{code} {text}".replace("=", "=3D")
    return (
        f"Content-Transfer-Encoding: quoted-printable\n\n{LOGIN}\nThe mail system said =E2=80=9Cno=E2=80=9D:=20\n"
        f"{folded[:14]}=\n{folded[14:]}\n"
    )


def several_lines(code: int, text: str) -> str:
    """A reply of two lines, each behind a log's prefix."""
    first, _, rest = text.partition(" ")
    rest = rest or "(see the documentation)"
    return f"10:15:23,421 S: {code}-{first}\n10:15:23,422 S: {code} {rest}\n10:15:24,001 login {LOGIN}"


def docker_json(code: int, text: str) -> str:
    message = f'ERROR mailer {LOGIN}: "{code} {text}"\r\n'
    return json.dumps({"log": message, "stream": "stderr", "time": "2026-11-29T10:15:23.421535Z"})


def colored(code: int, text: str) -> str:
    return f"\x1b[2m10:15:23.421\x1b[0m \x1b[31;1mERROR\x1b[0m [mail] \x1b[33m{code}\x1b[0m {text} user={LOGIN}"


def symfony(code: int, text: str) -> str:
    return (
        f'Expected response code "250/251/252" but got code "{code}", with message "{code} {text}". in'
        f" EsmtpTransport.php line 534 ({LOGIN})"
    )


def curl(code: int, text: str) -> str:
    return (
        f"* Connected to {SERVER} (192.0.2.113) port 587\n< 220 {SERVER} ESMTP\n> AUTH PLAIN\n< 334 \n> {TOKEN}\n"
        f"< {code} {text}\n* user {LOGIN}\n* Closing connection\ncurl: (67) Login denied"
    )


def in_one_line(code: int, text: str) -> str:
    """As a field of the app makes it of a transcript."""
    return " ".join(swaks(code, text).split("\n"))


STYLES: tuple[Style, ...] = (
    postfix,
    exim,
    sendmail,
    jakarta_mail,
    nodemailer,
    smtplib,
    phpmailer,
    go,
    ruby,
    swaks,
    openssl,
    msmtp,
    dsn,
    quoted_printable,
    several_lines,
    docker_json,
    colored,
    symfony,
    curl,
    in_one_line,
)
