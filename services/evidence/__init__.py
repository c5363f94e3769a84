"""Audits as evidence: files for auditors, their manifest and signature, and what changed since an earlier audit."""
