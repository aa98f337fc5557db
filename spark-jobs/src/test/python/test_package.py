# SPDX-License-Identifier: Apache-2.0
"""The package itself: its version, its types, and what it says without a session or a jar."""

import subprocess
import sys
from importlib import metadata
from importlib.resources import files

import pytest

import offramp

from conftest import given


def test_version_is_the_build_s():
    assert metadata.version("offramp") == given("OFFRAMP_VERSION").replace("-SNAPSHOT", ".dev0")


def test_types_are_shipped():
    assert files(offramp).joinpath("py.typed").is_file()


@pytest.mark.parametrize(
    "start, refusal",
    [
        ("", "without a Spark session"),
        ("SparkSession.builder.master('local[1]').getOrCreate()", "Cannot find Offramp's classes"),
    ],
    ids=["no session", "no jar"],
)
def test_stage_without_a_session_or_a_jar_says_what_to_do(start, refusal):
    program = f"from pyspark.sql import SparkSession\nimport offramp\n{start}\nofframp.EarlyExitClassifier()"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert "offramp._java.OfframpError: Cannot" in ended.stderr
    assert refusal in ended.stderr and "spark.jars" in ended.stderr
