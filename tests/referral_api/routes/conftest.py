"""What tests of several routes ask for."""

import pytest
from fastapi import FastAPI
from tests.fixtures.database import Databases
from tests.referral_api.conftest import OpenHouse
from tests.referral_api.neighbours import Neighbours, neighbours

from goodword.database import Database


@pytest.fixture
async def two(
    open_house: OpenHouse,
    app: FastAPI,
    referral_db: Database,
    databases: Databases,
    hearing: None,
) -> Neighbours:
    """Two businesses with the same external ids."""
    return await neighbours(open_house, app, referral_db, databases)
