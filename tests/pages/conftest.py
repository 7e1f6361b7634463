from tests.services.conftest import directory as directory
