import pytest

from declaration.trajectory.series import Series

#: Road freight in the eleven municipalities and in Helsingborg, t CO2e, SMHI's report of 2025-04-04.
YEARS = (1990, 2000, 2005, 2010, *range(2015, 2024))
REGION_T = (
    181608, 218278, 263881, 278298, 228656, 211068, 201175, 207585, 209830, 205488, 211469, 183015, 185018,
)  # fmt: skip


@pytest.fixture
def region() -> Series:
    return Series("FH11", "road_freight", "2025-04-04", YEARS, tuple(map(float, REGION_T)))
