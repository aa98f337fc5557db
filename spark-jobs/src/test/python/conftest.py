# SPDX-License-Identifier: Apache-2.0
"""A Spark session with Offramp's jar, and what PySparkIT made for the tests."""

import json
import os
import random
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import offramp


def given(name):
    if name not in os.environ:
        raise pytest.UsageError(f"Cannot test without {name} (run PySparkIT, or set it as that does)")
    return os.environ[name]


@pytest.fixture(scope="session")
def spark():
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", given("OFFRAMP_JAR"))
        .config("spark.sql.extensions", offramp.SQL_EXTENSIONS)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="session")
def bundle():
    """Folder of a bundle of three exits that tells fruit, metal and weather apart."""
    return given("OFFRAMP_BUNDLE")


@pytest.fixture(scope="session")
def texts(spark):
    """1,200 labelled texts that the bundle was not trained on."""
    rows = [json.loads(line) for line in Path(given("OFFRAMP_TEXTS")).read_text().splitlines()]
    assert len(rows) == 1200
    rows = [(row["id"], row["text"], row["label"]) for row in rows]
    return spark.createDataFrame(rows, "id long, text string, label string").cache()


@pytest.fixture(scope="session")
def traces(spark):
    """3,000 rows of three exits and two classes, the later exit the surer and the oftener right."""
    draw = random.Random(5)
    rows = []
    for _ in range(3000):
        label = draw.randrange(2)
        hardness = draw.random()
        exits = []
        for strength in (2.0, 3.0, 4.0):
            right = 1 / (1 + 2.718281828 ** -(strength * (1.2 - hardness) + draw.gauss(0, 0.3)))
            exits.append([right, 1 - right] if label == 0 else [1 - right, right])
        rows.append((exits, label))
    return spark.createDataFrame(rows, "probabilities array<array<double>>, label int").coalesce(2).cache()
