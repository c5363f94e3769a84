"""Applications that send mail: Grafana, Alertmanager, GitLab, WordPress."""

import re

from services.delivery.clients import SENDER, CannotCarryError, ClientFormat, SmtpAccount, is_one_line
from services.delivery.clients.quoting import double_quoted, single_quoted

EXPANDED = re.compile(r"\$(__\w+)?\{[^}]+\}|%\([^)]+\)s")
"""What Grafana replaces in a value, and what the reader of its file does (Configure Grafana, Variable expansion;
go-ini, Recursive Values)."""


def grafana(account: SmtpAccount) -> str:
    """Section [smtp] of grafana.ini.

    Between three double quotes nothing means anything (Configure Grafana, [smtp], password; go-ini, Multiple Lines);
    the variables are still replaced.
    """
    for text in (account.user_name, account.password):
        if EXPANDED.search(text):
            raise CannotCarryError("Grafana", "it replaces text between ${ and }, or %( and )s")
        if not is_one_line(text) or '"""' in text:
            raise CannotCarryError("Grafana", "three double quotes end a value, and so does a control character")
    return (
        "[smtp]\n"
        "enabled = true\n"
        f"host = {account.host}:{account.port}\n"
        f'user = """{account.user_name}"""\n'
        f'password = """{account.password}"""\n'
        f"from_address = {SENDER}\n"
        f"startTLS_policy = {'NoStartTLS' if account.is_tls else 'MandatoryStartTLS'}\n"
    )


def alertmanager(account: SmtpAccount) -> str:
    """Section global of alertmanager.yml; port 465 means implicit TLS (Alertmanager, Configuration, global)."""
    return (
        "global:\n"
        f"  smtp_smarthost: {double_quoted(f'{account.host}:{account.port}')}\n"
        f"  smtp_from: {double_quoted(SENDER)}\n"
        f"  smtp_auth_username: {double_quoted(account.user_name)}\n"
        f"  smtp_auth_password: {double_quoted(account.password)}\n"
        "  smtp_require_tls: true\n"
    )


def gitlab(account: SmtpAccount) -> str:
    """Lines of gitlab.rb.

    What it holds is written once more as Ruby and as YAML, and the quotes of either are not escaped there
    (docs.gitlab.com, omnibus/settings/smtp: no string delimiters in the password).
    """
    if re.search("['\"\\\\]|#[{$@]", account.password) or not is_one_line(account.password):
        raise CannotCarryError("GitLab", "it copies passwords into other files without escaping quotes and backslashes")
    security = (
        "gitlab_rails['smtp_tls'] = true\ngitlab_rails['smtp_enable_starttls_auto'] = false\n"
        if account.is_tls
        else "gitlab_rails['smtp_tls'] = false\ngitlab_rails['smtp_enable_starttls_auto'] = true\n"
    )
    return (
        "gitlab_rails['smtp_enable'] = true\n"
        f"gitlab_rails['smtp_address'] = {single_quoted(account.host)}\n"
        f"gitlab_rails['smtp_port'] = {account.port}\n"
        f"gitlab_rails['smtp_user_name'] = {single_quoted(account.user_name)}\n"
        f"gitlab_rails['smtp_password'] = {single_quoted(account.password)}\n"
        "gitlab_rails['smtp_authentication'] = 'plain'\n"
        f"{security}"
        f"gitlab_rails['gitlab_email_from'] = {single_quoted(SENDER)}\n"
    )


def wordpress(account: SmtpAccount) -> str:
    """Constants of wp-config.php that the plugin WP Mail SMTP reads; WordPress itself has no setting for it.

    wpmailsmtp.com, "How to Secure SMTP Settings by Using Constants".
    """
    return (
        "define( 'WPMS_ON', true );\n"
        "define( 'WPMS_MAILER', 'smtp' );\n"
        f"define( 'WPMS_SMTP_HOST', {single_quoted(account.host)} );\n"
        f"define( 'WPMS_SMTP_PORT', {account.port} );\n"
        f"define( 'WPMS_SSL', '{'ssl' if account.is_tls else 'tls'}' );\n"
        "define( 'WPMS_SMTP_AUTH', true );\n"
        f"define( 'WPMS_SMTP_USER', {single_quoted(account.user_name)} );\n"
        f"define( 'WPMS_SMTP_PASS', {single_quoted(account.password)} );\n"
        f"define( 'WPMS_MAIL_FROM', {single_quoted(SENDER)} );\n"
    )


GRAFANA = ClientFormat("grafana", "Grafana", "grafana-smtp.ini", grafana)
ALERTMANAGER = ClientFormat("alertmanager", "Alertmanager", "alertmanager-smtp.yml", alertmanager)
GITLAB = ClientFormat("gitlab", "GitLab", "gitlab-smtp.rb", gitlab, advice="Then run gitlab-ctl reconfigure.")
WORDPRESS = ClientFormat(
    "wordpress", "WordPress", "wp-config-smtp.php", wordpress, advice="For the WP Mail SMTP plugin, in wp-config.php."
)
