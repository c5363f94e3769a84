"""One tenancy on the page: numbers, ages, findings, what couldn't be read, what changed, and the credentials."""

from collections.abc import Callable, Sequence

from services.audit.export import Record
from services.audit.findings import FINDINGS, Severity
from services.evidence.age_plot import age_plot, told_ages
from services.evidence.audited import AuditedTenancy, AuditRun, codes_of
from services.evidence.comparison import told_changes
from services.evidence.html_text import element, facts, table, text
from services.model.times import moment_of, rfc3339

MOST_ROWS = 1_000
"""Credentials on the page. Of more, only those with findings are shown, the gravest first, and no more than these."""

ENDING = 8
"""Characters of an OCID that are shown."""

CLASSES = {Severity.ALARM: "alarm", Severity.WARNING: "warning", Severity.NOTE: "note"}
BY_CODE = {finding.code: finding for finding in FINDINGS}


def tenancy_section(run: AuditRun, number: int) -> str:
    """The section of one tenancy of the run."""
    each = run.tenancies[number]
    label = f"{each.tenancy or 'Unknown tenancy'} (profile {each.profile})"
    parts = [f"<h2>{text(label)}</h2>", _facts(each), _unread(each)]
    if each.is_read:
        parts += [_tiles(each), _ages(run, each, f"ages-{number}"), _findings(each)]
    if run.since:
        parts.append(_changes(each))
    if each.is_read:
        parts.append(_credentials(each))
    return element("section", "\n".join(parts))


def _facts(each: AuditedTenancy) -> str:
    pairs = [
        ("Profile", text(each.profile)),
        ("Region", text(each.region or "unknown")),
        ("Began", text(moment_of(rfc3339(each.began)))),
        ("Ended", text(moment_of(rfc3339(each.ended)))),
        ("Requests to OCI", f"{len(each.requests):,} (IDs in requests.csv)"),
        ("Tenancy", f"<code>{text(each.tenancy_id or 'unknown')}</code>"),
        ("Signed-in user", f"<code>{text(each.user_id or 'unknown, or not a person')}</code>"),
    ]
    return facts(pairs)


def _unread(each: AuditedTenancy) -> str:
    if each.is_whole:
        return ""
    rows = [
        (
            text(gap.what),
            text(gap.why),
            text(gap.code),
            f"<code>{text(gap.request_id)}</code>" if gap.request_id else "",
        )
        for gap in each.gaps
    ]
    columns = ("What", "Why", "OCI code", "opc-request-id")
    return f"<h3>Couldn't be read ({len(rows):,})</h3>" + table(f"Couldn't be read in {each.profile}", columns, rows)


def _tiles(each: AuditedTenancy) -> str:
    graves = sum(bool(_severity(entry) == Severity.ALARM) for entry in each.credentials)
    or_more = "" if each.is_whole else "+"
    tiles = [
        ("credentials", f"{len(each.credentials):,}{or_more}", ""),
        ("users checked", f"{each.users:,}", ""),
        ("old", f"{each.findings['old']:,}{or_more}", ""),
        ("with an alarm", f"{graves:,}{or_more}", "alarm" if graves else ""),
        ("couldn't be read", f"{len(each.gaps):,}", "alarm" if each.gaps else ""),
    ]
    items = (element("li", f"<strong>{count}</strong>{text(name)}", class_) for name, count, class_ in tiles)
    return element("ul", "".join(items), "tiles")


def _ages(run: AuditRun, each: AuditedTenancy, name: str) -> str:
    plot = age_plot(each.credentials, run.old_days, name)
    if not plot:
        return ""
    box = f'<div class="scroll" role="region" aria-label="Ages of the credentials" tabindex="0">{plot}</div>'
    told = element("figcaption", f"{text(told_ages(each.credentials, run.old_days))} Old ones are hatched.")
    return f"<h3>Ages</h3>{element('figure', f'{box}{told}')}"


def _findings(each: AuditedTenancy) -> str:
    rows = [
        (
            _tag(finding.code),
            text(finding.severity.name.lower()),
            f"{each.findings[finding.code]:,}",
            text(finding.sentence),
        )
        for finding in FINDINGS
    ]
    counts = "Credentials" if each.is_whole else "Credentials (at least)"
    columns = ("Finding", "Severity", counts, "Meaning")
    return f"<h3>Findings</h3>{table(f'Findings in {each.profile}', columns, rows, (counts,))}"


def _changes(each: AuditedTenancy) -> str:
    told = element("p", text(f"{told_changes(each.changes)}."))
    if not each.changes:
        return f"<h3>Since the earlier audit</h3>{told}"
    shown = each.changes[:MOST_ROWS]
    if len(shown) < len(each.changes):
        told += element("p", f"The first {len(shown):,} are here. changes.csv has all {len(each.changes):,}.")
    rows = [
        (
            _user(entry),
            element("span", text(entry["change"]), "word"),
            text(entry["description"]),
            text(entry["detail"]),
            _ending(entry),
        )
        for entry in shown
    ]
    columns = ("User", "Change", "Description", "Detail", "Credential")
    return f"<h3>Since the earlier audit</h3>{told}{table(f'Changes in {each.profile}', columns, rows)}"


def _credentials(each: AuditedTenancy) -> str:
    shown, told = _selection(each.credentials)
    said = f"<h3>SMTP credentials</h3>{element('p', text(told), 'soft')}"
    if not shown:
        return said
    makers: dict[str, Callable[[Record], str]] = {
        "User": _user,
        "Description": lambda entry: text(entry["description"]),
        "Created": lambda entry: element("span", text(str(entry["created"])[:10]), "word"),
        "Age (days)": lambda entry: "" if entry["age_days"] is None else f"{entry['age_days']:,}",
        "Status": lambda entry: text(entry["status"]),
        "Findings": lambda entry: "".join(map(_tag, codes_of(entry))),
        "Credential": _ending,
    }
    if not any(entry["status"] for entry in shown):  # identity domains don't return it
        del makers["Status"]
    rows = [[make(entry) for make in makers.values()] for entry in shown]
    return said + table(f"SMTP credentials in {each.profile}", [*makers], rows, ("Age (days)",))


def _selection(credentials: Sequence[Record]) -> tuple[Sequence[Record], str]:
    """Which credentials the page shows, and what it says of that."""
    if not credentials:
        return (), "No SMTP credentials were found."
    ids = "OCIDs are shortened here. credentials.csv has them whole."
    if len(credentials) <= MOST_ROWS:
        return credentials, f"All {len(credentials):,}, by user. {ids}"
    found = sorted((entry for entry in credentials if codes_of(entry)), key=_gravest_first)
    shown = found[:MOST_ROWS]
    return shown, (
        f"{len(shown):,} of the {len(found):,} with findings, the gravest and oldest first. "
        f"credentials.csv has all {len(credentials):,}. {ids}"
    )


def _gravest_first(entry: Record) -> tuple[int, int]:
    age = entry["age_days"]
    return -_severity(entry), -age if isinstance(age, int) else 0


def _severity(entry: Record) -> int:
    return max((int(BY_CODE[code].severity) for code in codes_of(entry) if code in BY_CODE), default=-1)


def _tag(code: str) -> str:
    finding = BY_CODE.get(code)
    return element("span", text(code), f"tag {CLASSES[finding.severity]}" if finding else "tag")


def _user(entry: Record) -> str:
    domain = entry["domain"]
    return text(entry["user"]) + (element("span", text(domain), "domain") if domain else "")


def _ending(entry: Record) -> str:
    """The end of the OCID; all of it shows where the pointer rests."""
    ocid = str(entry["credential_id"] or entry["user_name"])
    return f'<code class="id" title="{text(ocid)}">…{text(ocid[-ENDING:])}</code>' if ocid else ""
