"""Run inside a clean interpreter on an unpacked package: one signed request, answered signed.

``python -I -S run_package.py FOLDER ENVIRONMENT KEY``: nothing but the package is importable.
Prints the status, where each library came from, and whether a dev dependency can be imported.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
import time

folder, environment, key_text = sys.argv[1:4]
sys.path[:] = [folder, *(one for one in sys.path if "site-packages" not in one)]
os.environ.update(json.loads(environment))

import jwt  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey  # noqa: E402

import app  # noqa: E402  # only now is it importable

key = json.loads(key_text)
body = b""
now = int(time.time())
claims = {
    "iss": key["unit"],
    "sub": key["member"],
    "aud": os.environ["MIANZHENG_ORIGIN"],
    "iat": now,
    "exp": now + 60,
    "jti": secrets.token_urlsafe(16),
    "htm": "GET",
    "htt": "/v1/units",
    "dig": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:",
}
private = jwt.algorithms.ECAlgorithm.from_jwk(json.dumps(key))
assert isinstance(private, EllipticCurvePrivateKey)
token = jwt.encode(claims, private, "ES256", headers={"kid": key["kid"], "typ": "wzm-req+jwt"})
event = {
    "resource": "/v1/units",
    "path": "/v1/units",
    "httpMethod": "GET",
    "headers": {"wzm-signature": token},
    "multiValueHeaders": {"wzm-signature": [token]},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "requestContext": {
        "resourcePath": "/v1/units",
        "httpMethod": "GET",
        "path": "/v1/units",
        "requestId": "package-check",
        "identity": {"sourceIp": "127.0.0.1"},
    },
    "body": None,
    "isBase64Encoded": False,
}
answer = app.app(event, None)
signed = {**(answer.get("headers") or {}), **(answer.get("multiValueHeaders") or {})}


def is_there(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


outside = [
    name
    for name, module in list(sys.modules.items())
    if "site-packages" in (getattr(module, "__file__", None) or "")
]
told = {
    "status": answer["statusCode"],
    "signed": any(name.lower() == "wzm-signature" for name in signed),
    "outside": outside,
    "dev": [name for name in ("pytest", "moto", "click", "rich", "mypy") if is_there(name)],
    "body": str(answer["body"])[:300],
}
sys.stdout.write(json.dumps(told) + "\n")
