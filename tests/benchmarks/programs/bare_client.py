"""The floor of listing users without an SDK: urllib3 and orjson, every user a dict. It prints how many."""

import sys
from typing import Any

import orjson
import urllib3


def users(endpoint: str, tenancy: str) -> list[dict[str, Any]]:
    """All users of the tenancy, a thousand a page."""
    pool = urllib3.PoolManager()
    found: list[dict[str, Any]] = []
    page = ""
    while True:
        fields = {"compartmentId": tenancy, "limit": "1000", **({"page": page} if page else {})}
        answer = pool.request("GET", f"{endpoint}/20160918/users", fields=fields)
        found += orjson.loads(answer.data)
        page = answer.headers.get("opc-next-page", "")
        if not page:
            return found


if __name__ == "__main__":
    print(len(users(sys.argv[1], sys.argv[3])))
