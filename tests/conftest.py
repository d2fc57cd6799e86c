"""What many tests stand on; each plug-in is one thing that they may ask for."""

pytest_plugins = [
    "tests.fixtures.need",
    "tests.fixtures.postgres",
    "tests.fixtures.database",
    "tests.fixtures.kafka",
    "tests.fixtures.chromium",
]
