"""The lean AWS session loads what botocore's own would, and only for the services we call."""

import re
from pathlib import Path

import pytest
from botocore.loaders import Loader

from chalicelib.cloud.aws import SERVICES, LazyClient, ModelFiles, ModelLoader, session
from chalicelib.cloud.settings import Settings

SETTINGS = Settings(
    stage="local",
    origin="http://127.0.0.1:8000",
    region="cn-north-1",
    table_name="t",
    aws_endpoint="http://127.0.0.1:1",
)
CALLED = re.compile(r"""LazyClient\(\s*["']([a-z0-9]+)["']""")
PRODUCT = Path(__file__).resolve().parents[3] / "chalicelib"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_service_s_model_is_the_one_botocore_loads(service: str) -> None:
    lean, own = ModelLoader(file_loader=ModelFiles()), Loader()
    for kind in ("service-2", "endpoint-rule-set-1"):
        assert lean.load_service_model(service, kind) == own.load_service_model(service, kind)
    assert lean.load_data("endpoints") == own.load_data("endpoints")


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_service_we_call_gets_its_client_and_one_session_serves_them_all(
    service: str,
) -> None:
    assert LazyClient(service, SETTINGS).meta.endpoint_url == SETTINGS.aws_endpoint
    assert session() is session()


def test_every_client_the_product_names_is_a_known_service() -> None:
    named = {
        name for path in PRODUCT.rglob("*.py") for name in CALLED.findall(path.read_text("utf-8"))
    }
    assert named
    assert named <= SERVICES


def test_a_client_of_an_unknown_service_is_refused_where_it_is_wired() -> None:
    with pytest.raises(ValueError, match="SERVICES"):
        LazyClient("ec2", SETTINGS)
