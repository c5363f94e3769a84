"""Files of email clients: what each is called, what is in it, and which faults it has.

`@U` is a user name of the form that OCI generates, `@P` a password that no format takes for anything else, `@H` the
endpoint of Frankfurt.
"""

from typing import NamedTuple

USER = "ocid1.user.oc1..aaaaaaaakq7@ocid1.tenancy.oc1..aaaaaaaazm2.9t.com"
ENCODED = USER.replace("@", "%40")
HOST = "smtp.email.eu-frankfurt-1.oci.oraclecloud.com"
PASSWORD = "Kq7,w(Zm2)hV9-tR4xBn"


class File(NamedTuple):
    """A file, and the codes of its faults and of what can't be told."""

    name: str
    content: str
    format: str
    faults: str = ""
    unknown: str = ""

    @property
    def text(self) -> str:
        """The content with user name, password, and server."""
        parts = {"@E": ENCODED, "@U": USER, "@P": PASSWORD, "@H": HOST}
        text = self.content
        for sign, part in parts.items():
            text = text.replace(sign, part)
        return text


CONSOLE_IF = 'EMAIL_USE_TLS = True\nif DEBUG:\n    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"'
TLS_IF = "if DEBUG:\n    EMAIL_USE_TLS = False\nelse:\n    EMAIL_USE_TLS = True"
CONSOLE = 'EMAIL_USE_TLS = True\nEMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"'
ENV = "SMTP_HOST=@H\nSMTP_PORT={}\nSMTP_USER='@U'\nSMTP_PASSWORD={}\n{}\n"
LARAVEL = "MAIL_MAILER={}\nMAIL_HOST=@H\nMAIL_PORT={}\nMAIL_USERNAME=@U\nMAIL_PASSWORD='@P'\nMAIL_ENCRYPTION={}\n"
SPRING = "spring.mail.host=@H\nspring.mail.port={}\nspring.mail.username=@U\nspring.mail.password={}\n{}\n"
STARTTLS = "spring.mail.properties.mail.smtp.starttls.required=true"
YAML = "spring:\n  mail:\n    host: @H\n    port: {}\n    username: '@U'\n    password: {}\n    properties:\n{}"
YAML_STARTTLS = "      mail:\n        smtp:\n          starttls:\n            required: true\n"
DJANGO = (
    'EMAIL_HOST = "@H"\nEMAIL_PORT = {}\nEMAIL_HOST_USER = "@U"\nEMAIL_HOST_PASSWORD = {}\n{}\n'
    'DEFAULT_FROM_EMAIL = "Shop <shop@corp.test>"\n'
)
NODE = (
    'const t = nodemailer.createTransport({{\n  host: "@H",\n  port: {},\n  {}\n'
    '  auth: {{ user: "@U", pass: {} }},\n}});\n'
)
MSMTP = "account oci\nhost @H\nport {}\ntls {}\ntls_starttls {}\nauth {}\nuser @U\npassword {}\nfrom shop@corp.test\n"
GRAFANA = (
    "[server]\nhttp_port = 3000\n[smtp]\nenabled = {}\nhost = @H:{}\nuser = @U\npassword = {}\n"
    "from_address = shop@corp.test\nstartTLS_policy = {}\n[log]\nmode = console\n"
)
GITLAB = (
    "external_url 'https://git.corp.test'\ngitlab_rails['smtp_enable'] = {}\ngitlab_rails['smtp_address'] = \"@H\"\n"
    "gitlab_rails['smtp_port'] = {}\ngitlab_rails['smtp_user_name'] = \"@U\"\ngitlab_rails['smtp_password'] = {}\n"
    "gitlab_rails['smtp_authentication'] = \"{}\"\ngitlab_rails['smtp_tls'] = {}\n"
    "gitlab_rails['smtp_enable_starttls_auto'] = {}\ngitlab_rails['gitlab_email_from'] = 'shop@corp.test'\n"
)
MAIN = (
    "relayhost = [@H]:{}\nsmtp_sasl_auth_enable = {}\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n"
    "smtp_sasl_security_options = {}\nsmtp_tls_security_level = {}\n{}\n"
)
SHORT_MAIN = "relayhost = [@H]:587\nsmtp_sasl_auth_enable = yes\nsmtp_tls_security_level = encrypt\n"
EVAL = (
    "defaults\nauth on\ntls on\naccount oci\nhost @H\nport 587\nuser @U\npasswordeval pass oci\n"
    "from shop@corp.test\naccount default : oci\n"
)
GF = "GF_SMTP_HOST=@H:587\nGF_SMTP_USER=@U\nGF_SMTP_PASSWORD=@P\nGF_SMTP_STARTTLS_POLICY=MandatoryStartTLS\n"
DJANGO_ENV = "EMAIL_HOST=@H\nEMAIL_PORT=587\nEMAIL_USE_TLS=True\nEMAIL_HOST_USER=@U\nEMAIL_HOST_PASSWORD=@P\n"
IMPLICIT_ENV = ENV.format(465, "'@P'", "SMTP_SECURE=true")
FLASK = "MAIL_SERVER=@H\nMAIL_PORT=587\nMAIL_USE_TLS=True\nMAIL_USERNAME=@U\nMAIL_PASSWORD=@P\n"
GITEA = (
    "GITEA__mailer__PROTOCOL=smtp+starttls\nGITEA__mailer__SMTP_ADDR=@H\nGITEA__mailer__SMTP_PORT=587\n"
    "GITEA__mailer__USER=@U\nGITEA__mailer__PASSWD=@P\n"
)
GHOST = (
    "mail__transport=SMTP\nmail__options__host=@H\nmail__options__port=465\nmail__options__secure=true\n"
    "mail__options__auth__user=@U\nmail__options__auth__pass=@P\nmail__from=shop@corp.test\n"
)
MASTODON = (
    "SMTP_SERVER=@H\nSMTP_PORT=587\nSMTP_LOGIN=@U\nSMTP_PASSWORD=@P\nSMTP_AUTH_METHOD={}\n"
    'SMTP_ENABLE_STARTTLS=auto\nSMTP_FROM_ADDRESS="Mastodon <notifications@corp.test>"\n'
)
NEXTCLOUD = "SMTP_HOST=@H\nSMTP_SECURE=ssl\nSMTP_PORT=465\nSMTP_NAME=@U\nSMTP_PASSWORD=@P\nMAIL_FROM_ADDRESS=cloud\n"
POOL = (
    'const options = {\n  pool: true,\n  host: "@H",\n  port: 465,\n  secure: true,\n  tls: { ciphers: "x" },\n'
    '  auth: {\n    user: "@U",\n    pass: "@P",\n  },\n};\nconst app = { host: "0.0.0.0", port: 3000 };\n'
    "nodemailer.createTransport(options);\n"
)
BRACKETS = '      "[mail.smtp.auth]": true\n      "[mail.smtp.starttls.enable]": true\n'
STATIC = SHORT_MAIN + "smtp_sasl_password_maps = static:@U:@P\nsmtp_sasl_security_options =\n"

FAULTY = (
    # .env
    File(".env", ENV.format(587, "'@P'", "SMTP_SECURE=true"), "env", "implicit-tls-port"),
    File(".env", ENV.format(465, "'@P'", "SMTP_SECURE=false"), "env", "starttls-port"),
    File(".env", ENV.format(465, "'@P'", "SMTP_STARTTLS=true"), "env", "starttls-port"),
    File(".env", ENV.format(25, "'@P'", "SMTP_SSL=true"), "env", "implicit-tls-port"),
    File(".env", ENV.format(587, "'@P'", "SMTP_SECURITY=none"), "env", "no-tls"),
    File(".env", ENV.format(2525, "'@P'", "SMTP_SECURE=true"), "env", "port-unknown"),
    File(".env", ENV.format(465, "Kq7#w(Zm2)hV9-tR4xBn", "SMTP_SECURE=true"), "env", "value-cut"),
    File(".env", ENV.format(465, "Kq7$w(Zm2)hV9-tR4xBn", "SMTP_SECURE=true"), "env", "value-replaced"),
    File(".env", ENV.format(465, '"Kq7$w(Zm2)hV9-tR4xBn"', "SMTP_SECURE=true"), "env", "value-replaced"),
    File(".env", ENV.format(465, "'Kq7${w}Zm2)hV9-tR4xB'", "SMTP_SECURE=true"), "env", "value-replaced"),
    File(".env", ENV.format(465, "Kq7\\w(Zm2)hV9-tR4xBn", "SMTP_SECURE=true"), "env", "value-escaped"),
    File(".env", ENV.format(465, 'Kq7"w(Zm2)hV9-tR4xBn', "SMTP_SECURE=true"), "env", "value-quotes"),
    File(".env", ENV.format(465, "' @P'", "SMTP_SECURE=true"), "env", "value-spaces"),
    File(".env", ENV.format(465, "changeme", "SMTP_SECURE=true"), "env", "placeholder"),
    File(".env", ENV.format(465, "", "SMTP_SECURE=true"), "env", "password-missing"),
    File(".env", ENV.format(465, "'@P'", "SMTP_SECURE=true\nSMTP_AUTH_METHOD=LOGIN"), "env", "auth-not-plain"),
    File(".env.production", LARAVEL.format("smtp", 587, "ssl"), "env", "implicit-tls-port"),
    File(".env", LARAVEL.format("log", 587, "tls"), "env", "sending-off"),
    File(".env", MASTODON.format("login"), "env", "auth-not-plain"),
    File(".env", "SMTP_AUTH=false\n" + IMPLICIT_ENV, "env", "auth-off"),
    # URLs
    File("smtp.url", "smtps://@E:@P@@H:587\n", "url", "implicit-tls-port"),
    File("smtp.url", "smtp://@E:@P@@H:465\n", "url", "starttls-port"),
    File("smtp.url", "smtps://@U:@P@@H:465\n", "url", "url-not-encoded"),
    File("smtp.url", "smtps://@E:Kq7/w(Zm2)hV9-tR4xBn@@H:465\n", "url", "url-not-encoded"),
    File("smtp.url", "smtps://@E:Kq7#w:Zm2@hV9-tR4xBn@@H:465\n", "url", "url-not-encoded"),
    File("smtp.url", "smtps://@E:Kq7%w(Zm2)hV9-tR4xBn@@H:465\n", "url", "url-not-encoded"),
    File("smtp.url", "smtps://@E@@H:465\n", "url", "password-missing"),
    File("smtp.url", "smtp://@H:587\n", "url", "user-name-missing password-missing"),
    File(".env", 'MAILER_DSN="smtp://@U:@P@@H:587"\n', "env", "url-not-encoded"),
    File("smtp.url", "smtps://@E:@P@[::1]:465\n", "url", "not-email-delivery"),
    # Spring
    File("application.properties", SPRING.format(587, "@P", ""), "spring", "no-tls"),
    File("application.properties", SPRING.format(465, "@P", STARTTLS), "spring", "starttls-port"),
    File(
        "application.properties",
        SPRING.format(587, "@P", "spring.mail.properties.mail.smtp.ssl.enable=true"),
        "spring",
        "implicit-tls-port",
    ),
    File("application.properties", SPRING.format(587, r"Kq7\w(Zm2)hV9-tR4xBn", STARTTLS), "spring", "value-escaped"),
    File("application.properties", SPRING.format(587, r"Kq7\tw(Zm2)hV9-tR4xBn", STARTTLS), "spring", "value-escaped"),
    File("application.properties", SPRING.format(587, "@P  ", STARTTLS), "spring", "value-spaces"),
    File("application.properties", SPRING.format(587, '"@P"', STARTTLS), "spring", "value-quotes"),
    File("application.properties", SPRING.format(587, "Kq7${w}Zm2)hV9-tR4xB", STARTTLS), "spring", "value-replaced"),
    File("application.yml", YAML.format(465, "'@P'", YAML_STARTTLS), "spring", "starttls-port"),
    File("application.yml", YAML.format(587, "Kq7 #w(Zm2)hV9-tR4xB", YAML_STARTTLS), "spring", "value-cut"),
    File("application.yml", YAML.format(587, "!q7,w(Zm2)hV9-tR4xBn", YAML_STARTTLS), "spring", "value-special"),
    File("application.yml", YAML.format(587, "@q7,w(Zm2)hV9-tR4xBn", YAML_STARTTLS), "spring", "value-special"),
    File("application.yml", YAML.format(587, "01234567890123456789", YAML_STARTTLS), "spring", "value-special"),
    File("application.yaml", YAML.format(587, r'"Kq7\w(Zm2)hV9-tR4xBn"', YAML_STARTTLS), "spring", "value-escaped"),
    # Django
    File("settings.py", DJANGO.format(587, '"@P"', "EMAIL_USE_SSL = True"), "django", "implicit-tls-port"),
    File("settings.py", DJANGO.format(465, '"@P"', "EMAIL_USE_TLS = True"), "django", "starttls-port"),
    File("settings.py", DJANGO.format(587, '"@P"', ""), "django", "no-tls"),
    File(
        "settings.py",
        DJANGO.format(465, '"@P"', "EMAIL_USE_TLS = True\nEMAIL_USE_SSL = True"),
        "django",
        "tls-both",
    ),
    File(
        "settings.py", DJANGO.format(587, r'"Kq7\tw(Zm2)hV9-tR4xBn"', "EMAIL_USE_TLS = True"), "django", "value-escaped"
    ),
    File(
        "settings.py",
        DJANGO.format(587, '"@P"', CONSOLE),
        "django",
        "sending-off",
    ),
    # Nodemailer
    File("mailer.js", NODE.format(587, "secure: true,", '"@P"'), "nodemailer", "implicit-tls-port"),
    File("mailer.ts", NODE.format(465, "secure: false,", "'@P'"), "nodemailer", "starttls-port"),
    File("mailer.js", NODE.format(587, "ignoreTLS: true,", '"@P"'), "nodemailer", "no-tls"),
    File("mailer.js", NODE.format(587, "requireTLS: true,", r'"Kq7\w(Zm2)hV9-tR4xBn"'), "nodemailer", "value-escaped"),
    File("mailer.js", NODE.format(587, "requireTLS: true,", "`Kq7${w}Zm2)hV9-tR4xB`"), "nodemailer", "value-replaced"),
    File("mailer.js", NODE.format(587, 'authMethod: "LOGIN",', '"@P"'), "nodemailer", "auth-not-plain"),
    File(
        "mail.json",
        '{"smtp": {"host": "@H", "port": 587, "secure": true, "auth": {"user": "@U", "pass": "@P"}}}',
        "nodemailer",
        "implicit-tls-port",
    ),
    File("mailer.js", NODE.format(587, "requireTLS: true,", "'Kq7'w(Zm2)hV9-tR4xBn'"), "nodemailer", "value-quotes"),
    File("mailer.js", NODE.format(587, "requireTLS: true,", "'Kq7,w(Zm2)hV9-tR4xB\\'"), "nodemailer", "value-quotes"),
    # msmtp
    File(".msmtprc", MSMTP.format(587, "on", "off", "plain", "@P"), "msmtp", "implicit-tls-port"),
    File(".msmtprc", MSMTP.format(465, "on", "on", "plain", "@P"), "msmtp", "starttls-port"),
    File(".msmtprc", MSMTP.format(587, "off", "on", "plain", "@P"), "msmtp", "no-tls"),
    File(".msmtprc", MSMTP.format(587, "on", "on", "login", "@P"), "msmtp", "auth-not-plain"),
    File(".msmtprc", MSMTP.format(587, "on", "on", "off", "@P"), "msmtp", "auth-off"),
    File(".msmtprc", MSMTP.format(587, "on", "on", "on", "'@P'"), "msmtp", "value-quotes"),
    File(".msmtprc", MSMTP.format(587, "on", "on", "on", "<password>"), "msmtp", "placeholder"),
    # Grafana
    File("grafana.ini", GRAFANA.format("true", 587, "@P", "NoStartTLS"), "grafana", "no-tls"),
    File("grafana.ini", GRAFANA.format("false", 587, "@P", "MandatoryStartTLS"), "grafana", "sending-off"),
    File(
        "grafana.ini", GRAFANA.format("true", 587, "Kq7;w(Zm2)hV9-tR4xBn", "MandatoryStartTLS"), "grafana", "value-cut"
    ),
    File(
        "grafana.ini", GRAFANA.format("true", 587, '"Kq7#w(Zm2)hV9-tR4xB"', "MandatoryStartTLS"), "grafana", "value-cut"
    ),
    File(
        "grafana.ini",
        GRAFANA.format("true", 587, "Kq7${w}Zm2)hV9-tR4xB", "MandatoryStartTLS"),
        "grafana",
        "value-replaced",
    ),
    File("grafana.ini", "[smtp]\nenabled = true\nhost = @H\nuser = @U\npassword = @P\n", "grafana", "port-needed"),
    # GitLab
    File("gitlab.rb", GITLAB.format("true", 587, "'@P'", "plain", "true", "false"), "gitlab", "implicit-tls-port"),
    File("gitlab.rb", GITLAB.format("true", 465, "'@P'", "plain", "false", "true"), "gitlab", "starttls-port"),
    File("gitlab.rb", GITLAB.format("true", 587, "'@P'", "login", "false", "true"), "gitlab", "auth-not-plain"),
    File("gitlab.rb", GITLAB.format("true", 587, "'@P'", "plain", "false", "false"), "gitlab", "no-tls"),
    File("gitlab.rb", GITLAB.format("false", 587, "'@P'", "plain", "false", "true"), "gitlab", "sending-off"),
    File(
        "gitlab.rb",
        GITLAB.format("true", 587, '"Kq7#{w}Zm2)hV9-tR4xB"', "plain", "false", "true"),
        "gitlab",
        "value-replaced",
    ),
    File(
        "gitlab.rb",
        GITLAB.format("true", 587, "'Kq7\"w(Zm2)hV9-tR4xBn'", "plain", "false", "true"),
        "gitlab",
        "value-quotes",
    ),
    File(
        "gitlab.rb",
        GITLAB.format("true", 587, "'Kq7'w(Zm2)hV9-tR4xBn'", "plain", "false", "true"),
        "gitlab",
        "value-quotes",
    ),
    # Postfix
    File("main.cf", MAIN.format(587, "yes", "noanonymous", "none", ""), "postfix-main", "no-tls"),
    File("main.cf", MAIN.format(465, "yes", "noanonymous", "encrypt", ""), "postfix-main", "starttls-port"),
    File(
        "main.cf",
        MAIN.format(587, "yes", "noanonymous", "encrypt", "smtp_tls_wrappermode=yes"),
        "postfix-main",
        "implicit-tls-port",
    ),
    File("main.cf", MAIN.format(587, "no", "noanonymous", "encrypt", ""), "postfix-main", "auth-off"),
    File("main.cf", MAIN.format(587, "yes", "noplaintext", "encrypt", ""), "postfix-main", "auth-plain-off"),
    File(
        "main.cf",
        MAIN.format(587, "yes", "noanonymous", "encrypt", "smtp_sasl_mechanism_filter = login"),
        "postfix-main",
        "auth-not-plain",
    ),
    File("main.cf", SHORT_MAIN, "postfix-main", "password-missing auth-plain-off"),
    File("sasl_passwd", '[@H]:587 "@U:@P"\n', "postfix", "value-quotes user-name-malformed"),
    # Servers and user names, in any format
    File("sasl_passwd", "[smtp.gmail.com]:587 @U:@P\n", "postfix", "not-email-delivery"),
    File(
        ".env",
        IMPLICIT_ENV.replace("@U", "ocid1.user.oc1..aaaaaaaakq7@ocid1.tenancy.oc1..aaaa"),
        "env",
        "user-name-truncated",
    ),
    File(".env", IMPLICIT_ENV.replace("@U", "ocid1.user.oc1..aaaaaaaakq7"), "env", "user-name-truncated"),
    File(".env", IMPLICIT_ENV.replace("@U", "shop@corp.test"), "env", "user-name-malformed"),
    File(
        ".env", IMPLICIT_ENV.replace("@H", "smtp.email.eu-frankfurt-1.oci.oraclegovcloud.com"), "env", "realm-differs"
    ),
    File(".env", IMPLICIT_ENV.replace("SMTP_HOST=@H\n", ""), "env", "host-missing"),
)
"""Files that will fail."""

SOUND = (
    File(".env", ENV.format(465, "'Kq7#w$Zm2;hV9-tR4xBn'", "SMTP_SECURE=true"), "env"),
    File(".env", ENV.format(587, '"@P"', "SMTP_SECURE=false"), "env"),
    File("prod.env", ENV.format(587, "@P # rotated", "SMTP_STARTTLS=true"), "env"),
    File(".env", ENV.format(587, "'@P'", "SMTP_SECURITY=starttls\nIMAP_HOST=imap.corp.test\nIMAP_PORT=993"), "env"),
    File(".env", ENV.format(465, "'@P'", "SMTP_SSL=true\nSMTP_TLS=false\nSMTP_FROM=shop@corp.test"), "env"),
    File(".env", "export " + ENV.format(465, "${SECRET}", "SMTP_SECURE=true\nAPP_NAME=Mail Shop").lstrip(), "env"),
    File(".env", LARAVEL.format("smtp", 587, "tls"), "env"),
    File(".env.production", LARAVEL.format("smtp", 465, "ssl") + 'MAIL_FROM_NAME="${APP_NAME}"\n', "env"),
    File(".env", LARAVEL.replace("MAIL_ENCRYPTION", "MAIL_SCHEME").format("smtp", 465, "smtps"), "env"),
    File(".env", "MAILER_DSN=smtp://@E:@P@@H:465\n", "env"),
    File(".env", DJANGO_ENV, "env"),
    File("grafana.env", GF, "env"),
    File(".env", FLASK + "MAILGUN_SECRET=other\nADMIN_EMAIL=a@corp.test\n", "env"),
    File(".env", GITEA, "env"),
    File("ghost.env", GHOST, "env"),
    File(".env.production", MASTODON.format("plain"), "env"),
    File(".env", "SMTP_AUTH=true\n" + NEXTCLOUD, "env"),
    File("smtp.url", "smtps://@E:@P@@H:465\n", "url"),
    File("smtp.url", "# production\nsmtp://@E:Kq7%23w(Zm2)hV9-tR4xBn@@H:587/?requireTLS=true\n", "url"),
    File("smtp.url", "smtp://@E:@P@@H:587?from=shop@corp.test&authMethod=PLAIN\n", "url"),
    File("application.properties", SPRING.format(587, "@P", STARTTLS), "spring"),
    File("application.properties", SPRING.format(587, r"Kq7\\w\:Zm2\#hV9-tR4xBn", STARTTLS), "spring"),
    File("application.properties", SPRING.format(465, "@P", "spring.mail.protocol=smtps"), "spring"),
    File(
        "application-prod.properties",
        SPRING.format(587, "${SMTP_PASSWORD}", STARTTLS.replace("required", "enable")),
        "spring",
    ),
    File("application.yml", YAML.format(587, "'!q7 #w''m2)hV9-tR4xBn'", YAML_STARTTLS), "spring"),
    File(
        "application.yml",
        YAML.format(587, '"Kq7\\"w(Zm2)hV9-tR4xBn"', "      mail.smtp.starttls.enable: true\n"),
        "spring",
    ),
    File(
        "application.yml",
        "server:\n  port: 80\n  items:\n    - a\n" + YAML.format(587, "Kq7#w(Zm2)hV9-tR4xBn", YAML_STARTTLS),
        "spring",
    ),
    File("settings.py", DJANGO.format(587, '"Kq7#w$Zm2%hV9-tR4xBn"', "EMAIL_USE_TLS = True"), "django"),
    File("settings.py", DJANGO.format(587, '"@P"', CONSOLE_IF), "django"),
    File("settings.py", DJANGO.format(465, "r'Kq7\\w(Zm2)hV9-tR4xBn'", "EMAIL_USE_SSL: bool = True"), "django"),
    File("settings.py", "import os\n" + DJANGO.format(587, 'os.environ["PW"]', "EMAIL_USE_TLS = True"), "django"),
    File("settings.py", DJANGO.format(587, r'"Kq7\d(Zm2)hV9-tR4xBn"', "EMAIL_USE_TLS = True"), "django"),
    File(
        "application.yml", "spring:\n  application:\n    name: x\n---\n" + YAML.format(587, "'@P'", BRACKETS), "spring"
    ),
    File("mailer.js", POOL, "nodemailer"),
    File("main.cf", STATIC, "postfix-main"),
    File("mailer.js", NODE.format(465, "secure: true,", "'Kq7#w$Zm2;hV9-tR4xBn'"), "nodemailer"),
    File("mailer.mjs", NODE.format(587, "secure: false, // STARTTLS\n  requireTLS: true,", '"@P"'), "nodemailer"),
    File("mailer.ts", NODE.format(465, "", "process.env.SMTP_PASSWORD ?? ''"), "nodemailer"),
    File(
        "mail.json", '{"host": "@H", "port": 465, "secure": true, "auth": {"user": "@U", "pass": "@P"}}', "nodemailer"
    ),
    File(".msmtprc", MSMTP.format(587, "on", "on", "plain", '"Kq7#w"Zm2)hV9-tR4xBn"'), "msmtp"),
    File(".msmtprc", MSMTP.format(465, "on", "off", "on", "Kq7#w(Zm2)hV9-tR4xBn"), "msmtp"),
    File("msmtprc", EVAL, "msmtp"),
    File("grafana.ini", GRAFANA.format("true", 587, '"""Kq7#w;Zm2)hV9-tR4xBn"""', "MandatoryStartTLS"), "grafana"),
    File("grafana.ini", GRAFANA.format("true", 465, "`Kq7#w(Zm2)hV9-tR4xBn`", "NoStartTLS"), "grafana"),
    File("custom.ini", GRAFANA.format("true", 587, "$__file{/etc/secrets/smtp}", ""), "grafana"),
    File("gitlab.rb", GITLAB.format("true", 587, '"@P"', "plain", "false", "true"), "gitlab"),
    File("gitlab.rb", GITLAB.format("true", 465, "'Kq7#{w}m2)hV9-tR4xBn'", "plain", "true", "false"), "gitlab"),
    File("gitlab.rb", GITLAB.format("true", 465, 'ENV["SMTP_PASSWORD"]', "plain", "true", "false"), "gitlab"),
    File("main.cf", MAIN.format(587, "yes", "noanonymous", "encrypt", ""), "postfix-main"),
    File("main.cf", MAIN.format(465, "yes", "noanonymous", "encrypt", "smtp_tls_wrappermode = yes"), "postfix-main"),
    File(
        "main.cf",
        "myhostname = mx.corp.test\nrelay = @H\n"
        + MAIN.format("submission", "yes", "noanonymous", "may", "").replace("@H", "$relay"),
        "postfix-main",
    ),
    File("sasl_passwd", '# relay\n[@H]:587 @U:Kq7#w:Zm2"hV9-tR4xBn\n', "postfix"),
)
"""Files in which nothing is wrong."""

UNDECIDED = (
    File(".env", ENV.format(587, "'@P'", ""), "env", unknown="tls-unknown"),
    File(".env", LARAVEL.format("smtp", 465, "tls"), "env", unknown="starttls-port-unknown"),
    File(".env", IMPLICIT_ENV.replace("SMTP_PORT=465\n", ""), "env", unknown="port-missing"),
    File(
        "smtp.url", "smtps://@E:@P@smtp.email.eu-frankfort-1.oci.oraclecloud.com:465\n", "url", unknown="region-unknown"
    ),
    File("sasl_passwd", "smtp.us-ashburn-1.oraclecloud.com:587 @U:@P\n", "postfix", unknown="endpoint-old"),
    File(".msmtprc", MSMTP.format(587, "on", "on", "plain", "@P") + "tls_strtls on\n", "msmtp", unknown="unread"),
    File("sasl_passwd", "[@H]:587 @U:@P\n[@H]:465 @P\n", "postfix", unknown="unread"),
    File(".env", LARAVEL.format("smtp", 587, "null"), "env", unknown="tls-unknown"),
    File("mailer.js", NODE.format(587, "secure: port === 465,", '"@P"'), "nodemailer", unknown="tls-unknown"),
    File("mailer.js", NODE.format("config.port", "secure: true,", '"@P"'), "nodemailer", unknown="value-elsewhere"),
    File("settings.py", DJANGO.format(587, '"@P"', "EMAIL_USE_TLS = env.bool('TLS')"), "django", unknown="tls-unknown"),
    File("settings.py", DJANGO.format(587, '"@P"', TLS_IF), "django", unknown="tls-unknown"),
    File("application.yml", YAML.format(587, ">-\n      @P", YAML_STARTTLS), "spring", unknown="unread"),
    File("application.yml", YAML.format(587, "'@P'", YAML_STARTTLS + "    <<: *other\n"), "spring", unknown="unread"),
)
"""Files in which something can't be told."""
