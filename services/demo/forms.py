"""How an answer's body crosses the wire where services differ: indented JSON of IAM and of Vault, and gzip."""

import gzip
import json
from collections.abc import Mapping

from services.demo.http import Request, Response
from services.demo.operation import IDENTITY, KMS
from services.demo.settings import Settings
from services.demo.wire import GZIPPED


def as_asked(request: Request, response: Response, settings: Settings) -> Response:
    """The answer in the forms that the tenancy's switches ask for."""
    if settings.indented and request.path.startswith((IDENTITY, KMS)) and response.body:
        response = Response(response.status, response.headers, indented(json.loads(response.body)).encode())
    if settings.gzip and response.body and "gzip" in request.headers.get("accept-encoding", ""):
        return _compressed(response)
    return response


def indented(value: object, depth: int = 0) -> str:
    """JSON as IAM writes it: objects on lines of their own, arrays not, and a space inside what is empty."""
    if isinstance(value, Mapping):
        inner = ",\n".join(
            f"{'  ' * (depth + 1)}{json.dumps(name, ensure_ascii=False)} : {indented(item, depth + 1)}"
            for name, item in value.items()
        )
        return f"{{\n{inner}\n{'  ' * depth}}}" if inner else "{ }"
    if isinstance(value, list):
        inner = ", ".join(indented(item, depth) for item in value)
        return f"[ {inner} ]" if inner else "[ ]"
    return json.dumps(value, ensure_ascii=False)


def _compressed(response: Response) -> Response:
    tag = response.headers.get("etag")
    headers = {**response.headers, "content-encoding": "gzip", **({"etag": f"{tag}{GZIPPED}"} if tag else {})}
    return Response(response.status, headers, gzip.compress(response.body, mtime=0))
