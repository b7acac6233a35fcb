"""The two buckets: the public site behind the CDN, and what is private. Neither is open."""

from infra.stage.file import Stage
from infra.template.shape import Resources, Template, arn, kept, ref, sub, tags

SITE, PRIVATE = "SiteBucket", "PrivateBucket"


def buckets(stage: Stage) -> Resources:
    return {
        SITE: kept(_bucket(stage, "site", _site_encryption())),
        "SiteBucketPolicy": _policy(SITE, [_only_tls(SITE), *_cdn_reads(stage)]),
        PRIVATE: kept(_bucket(stage, "private", _private_encryption(), *_uploads(stage))),
        "PrivateBucketPolicy": _policy(PRIVATE, [_only_tls(PRIVATE)]),
    }


def bucket_name(stage: Stage, what: str) -> str:
    """Account and region make it unique in the partition."""
    return f"{stage.prefix}-{what}-${{AWS::AccountId}}-${{AWS::Region}}"


def _bucket(stage: Stage, what: str, encryption: Template, *more: Template) -> Template:
    lapses = {
        "Id": "earlier-versions-lapse",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": stage.backup_days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    rules = [lapses, *more]
    return {
        "Type": "AWS::S3::Bucket",
        "Properties": {
            "BucketName": sub(bucket_name(stage, what)),
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption]},
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": {"Rules": rules},
            "Tags": tags(stage.name),
        },
    }


def _site_encryption() -> Template:
    """What everybody may read needs no key of its own, and an OAI could not use one."""
    return {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}


def _private_encryption() -> Template:
    by_key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("DataKey")}
    return {"ServerSideEncryptionByDefault": by_key, "BucketKeyEnabled": True}


def _uploads(stage: Stage) -> tuple[Template, ...]:
    """What was uploaded and never taken into an answer holds personal data for nothing, and a
    table that was not imported is of no more use."""
    return tuple(
        {
            "Id": f"unused-{folder}-lapse",
            "Status": "Enabled",
            "Prefix": f"{folder}/",
            "ExpirationInDays": stage.upload_days,
        }
        for folder in ("attachments", "imports")
    )


def _policy(bucket: str, statements: list[Template]) -> Template:
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": ref(bucket),
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
        },
    }


def _only_tls(bucket: str) -> Template:
    return {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn(bucket), sub(f"${{{bucket}.Arn}}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _cdn_reads(stage: Stage) -> list[Template]:
    """Listing, too: without it S3 answers 403 where there is no file, and the check page tells
    `no such receipt` by the 404."""
    return [
        {
            "Sid": "CdnReads",
            "Effect": "Allow",
            "Principal": _cdn(stage),
            "Action": "s3:GetObject",
            "Resource": sub(f"${{{SITE}.Arn}}/*"),
            **_of_this_cdn(stage),
        },
        {
            "Sid": "CdnTellsWhatIsAbsent",
            "Effect": "Allow",
            "Principal": _cdn(stage),
            "Action": "s3:ListBucket",
            "Resource": arn(SITE),
            **_of_this_cdn(stage),
        },
    ]


def _cdn(stage: Stage) -> Template:
    if stage.is_china:
        return {"CanonicalUser": {"Fn::GetAtt": ["SiteIdentity", "S3CanonicalUserId"]}}
    return {"Service": "cloudfront.amazonaws.com"}


def _of_this_cdn(stage: Stage) -> Template:
    if stage.is_china:  # the identity is this distribution's alone
        return {}
    own = sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Cdn}")
    return {"Condition": {"StringEquals": {"AWS:SourceArn": own}}}
