"""Evidence as one HTML page for people: nothing in it is loaded from elsewhere, and nothing in it runs."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from services.evidence.audited import AuditRun
from services.evidence.html_text import element, text
from services.evidence.page_tenancy import tenancy_section
from services.evidence.ssh_signature import NAMESPACE
from services.evidence.tables import not_whole
from services.model.times import moment_of, rfc3339

STYLE = Path(__file__).with_name("page.css")
"""How the page looks: light and dark as the reader has it, and printed on paper of any size."""

POLICY = "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'"
"""Strict (www.w3.org/TR/CSP3): where an escape was forgotten, a browser still runs and loads nothing."""

TITLE = "SMTP credential audit"
WHOLE = "This audit is whole: oci-smtp read every user that OCI listed, and all SMTP credentials of these users."


def as_page(run: AuditRun) -> str:
    """The page. What isn't whole is said before all else."""
    sections = "\n".join(tenancy_section(run, number) for number in range(len(run.tenancies)))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY.format(style_source())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{text(_title(run))}</title>
<style>{style()}</style>
</head>
<body>
<main>
<h1>{TITLE}</h1>
<p class="soft">{text(_subtitle(run))}</p>
{_banner(run)}
{_about(run)}
{sections}
{_how_to_verify()}
</main>
</body>
</html>
"""


def _title(run: AuditRun) -> str:
    names = ", ".join(each.tenancy or each.profile for each in run.tenancies)
    return f"{TITLE}: {names}" if run.is_whole else f"Not whole: {TITLE}: {names}"


def _subtitle(run: AuditRun) -> str:
    ended = max(each.ended for each in run.tenancies)
    names = "This page and the files beside it contain user names and OCIDs."
    return f"OCI Email Delivery, {moment_of(rfc3339(ended))}. {names}"


def _banner(run: AuditRun) -> str:
    if run.is_whole:
        return element("p", WHOLE, "banner whole")
    said = f"{not_whole(run)} Credentials might be missing. See “Couldn't be read”."
    return f'<p class="banner partial" role="alert">{text(said)}</p>'


def _about(run: AuditRun) -> str:
    made_with = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    said = element("p", text(f"Made with {made_with}. A credential is old after {run.old_days:,} days."))
    if run.since:
        said += f"<p>Compared with {text(run.since.file)} (SHA-256 <code>{text(run.since.sha256)}</code>).</p>"
    return said


def _how_to_verify() -> str:
    return f"""<h2>How to check these files</h2>
<p>MANIFEST lists the SHA-256 digest of each file. In this directory, run:</p>
<pre><code>sha256sum -c MANIFEST</code></pre>
<p>If MANIFEST.sig exists, the MANIFEST was signed with an SSH key. To check whose key it is, with a file of allowed
signers:</p>
<pre><code>ssh-keygen -Y verify -f ALLOWED_SIGNERS -I SIGNER -n {NAMESPACE} -s MANIFEST.sig &lt; MANIFEST</code></pre>
<p class="soft">Passwords of SMTP credentials aren't in these files. OCI shows each password only once, when it is
generated. The age of a credential says how long it has existed. OCI doesn't say when a credential was last used.</p>"""


@cache
def style() -> str:
    """The style sheet, which stands in the page."""
    return STYLE.read_text(encoding="utf-8")


def style_source() -> str:
    """The style as a content security policy names it (www.w3.org/TR/CSP3): no other style counts in the page."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"
