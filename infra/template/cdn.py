"""CloudFront: the site from the private bucket, /v1/* from the API, one origin for both."""

from chalicelib.cloud.settings import PROXY_HEADER
from infra.pages.served import SECURITY_HEADERS
from infra.stage.file import Stage
from infra.template.api import API, STAGE
from infra.template.shape import (
    NOTHING,
    Resources,
    Template,
    in_china,
    proxy_secret,
    ref,
    sub,
    tags,
)

CDN = "Cdn"
YEAR = 365 * 24 * 3600
STRICT_TRANSPORT = {
    "AccessControlMaxAgeSec": 2 * YEAR,
    "IncludeSubdomains": True,
    "Preload": False,
    "Override": True,
}
_OURS = {
    "Content-Security-Policy": "ContentSecurityPolicy",
    "X-Content-Type-Options": "ContentTypeOptions",
    "Referrer-Policy": "ReferrerPolicy",
}
"""The headers CloudFront has fields for; the others are custom ones."""


def cdn(stage: Stage) -> Resources:
    return {
        CDN: {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": _distribution(stage), "Tags": tags(stage.name)},
        },
        **(_identity(stage) if stage.is_china else _access_control(stage)),
        "SiteCache": _cache(stage),
        "NoCache": _no_cache(stage),
        "WholeCall": _whole_call(stage),
        "PageHeaders": _headers(stage, "pages", page_headers()),
        "ApiHeaders": _headers(stage, "api", _api_headers()),
    }


def _distribution(stage: Stage) -> Template:
    """No access log: who looked something up is nobody's business."""
    return {
        "Enabled": True,
        "Comment": stage.prefix,
        "Aliases": [stage.domain],
        "DefaultRootObject": "index.html",
        "HttpVersion": in_china("http2", "http2and3"),
        "IPV6Enabled": in_china(False, True),
        "PriceClass": in_china(NOTHING, "PriceClass_All"),
        "ViewerCertificate": {
            _certificate_kind(stage): stage.certificate,
            "MinimumProtocolVersion": "TLSv1.2_2021",
            "SslSupportMethod": "sni-only",
        },
        "Origins": [_site_origin(stage), _api_origin()],
        "DefaultCacheBehavior": {
            "TargetOriginId": "site",
            "ViewerProtocolPolicy": "redirect-to-https",
            "AllowedMethods": ["GET", "HEAD"],
            "Compress": True,
            "CachePolicyId": ref("SiteCache"),
            "ResponseHeadersPolicyId": ref("PageHeaders"),
        },
        "CacheBehaviors": [
            {
                "PathPattern": "/v1/*",
                "TargetOriginId": "api",
                # A signed call over http would have been read already: refuse, don't redirect.
                "ViewerProtocolPolicy": "https-only",
                "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
                "Compress": False,
                "CachePolicyId": ref("NoCache"),
                "OriginRequestPolicyId": ref("WholeCall"),
                "ResponseHeadersPolicyId": ref("ApiHeaders"),
            }
        ],
    }


def _certificate_kind(stage: Stage) -> str:
    return "IamCertificateId" if stage.is_china else "AcmCertificateArn"


def _site_origin(stage: Stage) -> Template:
    origin: Template = {
        "Id": "site",
        "DomainName": {"Fn::GetAtt": ["SiteBucket", "RegionalDomainName"]},
    }
    if stage.is_china:
        identity = sub("origin-access-identity/cloudfront/${SiteIdentity}")
        return {**origin, "S3OriginConfig": {"OriginAccessIdentity": identity}}
    access = {"Fn::GetAtt": ["SiteAccess", "Id"]}
    return {**origin, "OriginAccessControlId": access, "S3OriginConfig": {}}


def _api_origin() -> Template:
    return {
        "Id": "api",
        "DomainName": sub(f"${{{API}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}"),
        "OriginPath": f"/{STAGE}",
        # CloudFront writes it over whatever a viewer sent under this name.
        "OriginCustomHeaders": [{"HeaderName": PROXY_HEADER, "HeaderValue": proxy_secret()}],
        "CustomOriginConfig": {
            "OriginProtocolPolicy": "https-only",
            "OriginSSLProtocols": ["TLSv1.2"],
            "OriginReadTimeout": 30,
        },
    }


def _access_control(stage: Stage) -> Resources:
    """CloudFormation refuses a template that only names a type its region lacks, whatever the
    condition; so these two are chosen here, by the stage's region."""
    config = {
        "Name": stage.prefix,
        "OriginAccessControlOriginType": "s3",
        "SigningBehavior": "always",
        "SigningProtocol": "sigv4",
    }
    properties = {"OriginAccessControlConfig": config}
    return {
        "SiteAccess": {"Type": "AWS::CloudFront::OriginAccessControl", "Properties": properties}
    }


def _identity(stage: Stage) -> Resources:
    """aws-cn has no origin access control."""
    return {
        "SiteIdentity": {
            "Type": "AWS::CloudFront::CloudFrontOriginAccessIdentity",
            "Properties": {"CloudFrontOriginAccessIdentityConfig": {"Comment": stage.prefix}},
        }
    }


def _cache(stage: Stage) -> Template:
    """The object's own Cache-Control decides (docs/static.md); a query changes nothing."""
    return _cache_policy(stage, "site", (0, 60, YEAR), compressed=True)


def _no_cache(stage: Stage) -> Template:
    return _cache_policy(stage, "none", (0, 0, 0), compressed=False)


def _cache_policy(
    stage: Stage, what: str, seconds: tuple[int, int, int], *, compressed: bool
) -> Template:
    shortest, usual, longest = seconds
    config = {
        "Name": f"{stage.prefix}-{what}",
        "MinTTL": shortest,
        "DefaultTTL": usual,
        "MaxTTL": longest,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": compressed,
            "EnableAcceptEncodingBrotli": compressed,
            "CookiesConfig": {"CookieBehavior": "none"},
            "HeadersConfig": {"HeaderBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "none"},
        },
    }
    return {"Type": "AWS::CloudFront::CachePolicy", "Properties": {"CachePolicyConfig": config}}


def _whole_call(stage: Stage) -> Template:
    """Signature, body and query as they came; the API wants its own Host."""
    config = {
        "Name": f"{stage.prefix}-call",
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "allExcept", "Headers": ["host"]},
        "QueryStringsConfig": {"QueryStringBehavior": "all"},
    }
    return {
        "Type": "AWS::CloudFront::OriginRequestPolicy",
        "Properties": {"OriginRequestPolicyConfig": config},
    }


def page_headers() -> Template:
    """What infra/local/http/static_site.py sends, and HSTS."""
    sent = dict(SECURITY_HEADERS)
    custom = [
        {"Header": name, "Value": value, "Override": True}
        for name, value in sent.items()
        if name not in _OURS
    ]
    fields: Template = {
        "ContentSecurityPolicy": {
            "ContentSecurityPolicy": sent["Content-Security-Policy"],
            "Override": True,
        },
        "ContentTypeOptions": {"Override": True},
        "ReferrerPolicy": {"ReferrerPolicy": sent["Referrer-Policy"], "Override": True},
        "StrictTransportSecurity": STRICT_TRANSPORT,
    }
    return {"SecurityHeadersConfig": fields, "CustomHeadersConfig": {"Items": custom}}


def _api_headers() -> Template:
    fields = {
        "ContentTypeOptions": {"Override": True},
        "StrictTransportSecurity": STRICT_TRANSPORT,
    }
    return {"SecurityHeadersConfig": fields}


def _headers(stage: Stage, what: str, config: Template) -> Template:
    named = {"Name": f"{stage.prefix}-{what}", **config}
    return {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {"ResponseHeadersPolicyConfig": named},
    }
