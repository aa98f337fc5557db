# SPDX-License-Identifier: Apache-2.0
"""Which of Java's exceptions become an OfframpError, and which stay what they are."""

import pytest
from py4j.protocol import Py4JJavaError

from offramp import NotCertifiedError, OfframpError
from offramp._java import refusals


@pytest.fixture
def java(spark):
    return spark._jvm


def thrown_by(spark, exception, thrower):
    """An exception that says it was thrown in that class."""
    stack = spark.sparkContext._gateway.new_array(spark._jvm.java.lang.StackTraceElement, 1)
    stack[0] = spark._jvm.java.lang.StackTraceElement(thrower, "run", "Some.java", 1)
    exception.setStackTrace(stack)
    return exception


def raised(exception):
    with pytest.raises(Exception) as seen:
        with refusals():
            raise Py4JJavaError("An error occurred while calling o1.fit.\n", exception)
    return seen.value


def test_refusal_within_a_task_is_found_among_the_causes(java):
    refusal = java.io.offramp.engine.bundle.BundleException("Cannot open bundle b: it is damaged")
    task = java.java.lang.RuntimeException("a task failed", refusal)
    error = raised(java.org.apache.spark.SparkException("Job aborted due to stage failure: Task 0", task))
    assert type(error) is OfframpError
    assert str(error) == "Cannot open bundle b: it is damaged"


def test_exception_of_javas_is_a_refusal_if_offramp_threw_it(spark, java):
    refusal = java.java.lang.IllegalArgumentException("Cannot use the rows: one has 2 exits")
    thrown_by(spark, refusal, "io.offramp.spark.ml.TracedRows")
    error = raised(java.org.apache.spark.SparkException("Job aborted", refusal))
    assert type(error) is OfframpError
    assert not isinstance(error, NotCertifiedError)


@pytest.mark.parametrize("thrower", ["org.apache.spark.SparkContext", "io.offramp.spark.ml.TracedRows"])
def test_failure_that_is_no_refusal_stays_as_it_is(spark, java, thrower):
    words = {"org": "Cannot call methods on a stopped SparkContext.", "io.": "null"}[thrower[:3]]
    error = raised(thrown_by(spark, java.java.lang.IllegalStateException(words), thrower))
    assert type(error) is Py4JJavaError
