"""Clients that aren't ours judge the sample tenancy: the OCI SDK for TypeScript and the OCI CLI."""

import pytest

pytest.register_assert_rewrite("tests.foreign.held")
