"""The words that people stumble over, each with what to write instead.

They are patterns, matched as whole words without regard to case. A word that is right in one sense is narrowed here,
in its pattern, and not where it is used.
"""

AVOIDED = {
    r"e-mails?": "email",
    r"colou?r(?<!color)\w*": "color",
    r"(?:un)?authoris\w+": "authorize",
    r"(?:sub)?licence[ds]?": "license",
    r"misspelt": "misspelled",
    r"cancelled|cancelling": "canceled, canceling",
    r"somebody": "someone",
    r"nobody": "no one, or name the actor",
    r"everybody": "everyone",
    r"whoever": "anyone who",
    r"one's own|oneself": "your own, yourself",
    r"hand(?:s|ed|ing)? (?:it |them |the \w+ )?(?:over|on)|hand-overs?": "save, share, deliver",
    r"Oracle's (?:own )?CLI": "the OCI CLI",
    r"Oracle's SDK": "the OCI SDK",
    r"made-up": "sample",
    r"in clear": "in plain text",
    r"all the same": "anyway",
    r"meanwhile": "(cut), or until then",
    r"anew": "again",
    r"mend(?:s|ed|ing)?": "fix",
    r"under ?way|on (?:its|their) way": "in progress",
    r"go(?:es|ing)? on(?! the)": "continue, resume",
    r"g[ai]ve up|given up|giv(?:e|es|ing) (?:it |the \w+ )?up": "cancel",
    r"settl(?:e|es|ed|ing)": "resolve",
    r"accounted for": "resolved",
    r"unfinished": "interrupted",
    r"(?:is|are) there already": "already exists",
    r"(?:is|are)(?: not|n't) (?:ours|for us) to|not ours to": "you don't have permission to",
    r"let(?:s)? (?:\w+ )?through": "accept, allow",
    r"some (?:minutes|seconds)": "a few minutes",
    r"quarter of an hour": "15 minutes",
    r"little while": "few minutes",
    r"TLS from the start": "implicit TLS",
    r"log(?:s|ging)? (?:in|out)(?! the)|test login": "sign in, sign out, test sign-in",
    r"your (?:own )?desk|on your side": "your computer",
    r"classic IAM": "IAM without identity domains",
    r"mistakes? of the program": "internal error, bug",
    r"knows? (?:of )?no": "doesn't have, doesn't exist",
}
"""Avoided in all that is written: texts, documents, docstrings, and comments."""

AVOIDED_IN_TEXTS = {
    r"(?<!connection )(?<!connection was )(?<!to OCI was )refus(?:e|es|ed|al|als|ing)(?! the connection)": "reject",
    r"could not be|cannot be": "Can't …, with the actor",
    r"cannot": "can't",
    r"read back(?! by the listener| by a listener|, and then|\.$)": "verified",
    r"in safe keeping": "saved",
    r"look(?:s|ed|ing)? (?:for|at)": "search, check",
    r"(?:that )?you may (?:see|read|not)": "visible to you, you don't have permission to",
    r"tries again": "press KEY to retry",
    r"there is no(?!w| connection)": "Unknown …, … doesn't exist",
    r"there are:": "Options:",
    r"choose one of": "Options:",
    r"both places|the (?:two|other) places?": "the limit of two",
    r"old one stays|new one is issued|being issued": "generate",
}
"""Avoided in what the program and the documents say to people."""
