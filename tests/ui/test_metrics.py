"""Sizes grow with the user's factor, and rows have three heights."""

from __future__ import annotations

import pytest

from app.ui.metrics import BODY, Density, Metrics, percent_of


@pytest.mark.parametrize(
    ("density", "height"),
    [(Density.COMFORTABLE, 36), (Density.COMPACT, 30), (Density.DENSE, 26)],
)
def test_rows_have_three_heights(density: Density, height: int) -> None:
    assert Metrics(density).row_height == height
    assert Metrics(density, 200).row_height == 2 * height


@pytest.mark.parametrize(("asked", "given"), [(99, 100), (100, 100), (200, 200), (201, 200)])
def test_factor_stays_between_100_and_200_per_cent(asked: int, given: int) -> None:
    assert Metrics(percent=asked).percent == given


def test_body_type_is_13_pixels_of_a_96_dpi_screen() -> None:
    assert Metrics().points(BODY) == 9.75
    assert Metrics(percent=200).points(BODY) == 19.5


@pytest.mark.parametrize(("percent", "pixels"), [(110, 14), (120, 16), (150, 20)])
def test_pixels_are_rounded_to_the_nearest(percent: int, pixels: int) -> None:
    assert Metrics(percent=percent).px(13) == pixels


@pytest.mark.parametrize("percent", [100, 125, 150, 175, 200])
def test_the_factor_is_known_by_the_type_and_a_size_comes_back(percent: int) -> None:
    sizes = Metrics(percent=percent)
    assert percent_of(sizes.points(BODY)) == percent
    assert sizes.plain(sizes.px(240)) == 240
