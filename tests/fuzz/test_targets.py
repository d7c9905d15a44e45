"""The targets of `make fuzz`, on their own first inputs and on any bytes: they work without the fuzzer, too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_the_first_inputs_of_a_target_are_sound(target: str) -> None:
    run, seeds = TARGETS[target]
    for seed in seeds:
        run(seed)


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_are_sound(target: str, data: bytes) -> None:
    TARGETS[target][0](data)
