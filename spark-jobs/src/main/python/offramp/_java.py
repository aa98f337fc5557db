# SPDX-License-Identifier: Apache-2.0
"""What the wrappers share: finding the Java class, loading, and refusals without a stack trace."""

from contextlib import contextmanager
from typing import Any, Dict, Generic, Iterator, Type, TypeVar

from py4j.java_gateway import JavaPackage
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams, JavaWrapper
from pyspark.sql import DataFrame

#: Where the Java stages are.
JAVA_PACKAGE = "io.offramp.spark.ml"

S = TypeVar("S", bound="Stage")
M = TypeVar("M", bound="StageModel")


class OfframpError(Exception):
    """A refusal of Offramp: what could not be done, with the value, and what to do instead."""


class NotCertifiedError(OfframpError):
    """The rows do not bear out the bounds that were asked for; the message says what would be needed."""


@contextmanager
def refusals() -> Iterator[None]:
    """Turns what Java refuses into an ``OfframpError`` with its message; PySpark itself converts some kinds only."""
    try:
        yield
    except Py4JJavaError as error:
        for java in _chain(error.java_exception):
            if java.getClass().getName() == JAVA_PACKAGE + ".NotCertifiedException":
                raise NotCertifiedError(java.getMessage()) from None
            if _is_refusal(java):
                raise OfframpError(java.getMessage()) from None
        raise


def _chain(java: Any) -> Iterator[Any]:
    """An exception and its causes: what a task refuses comes within Spark's own exception."""
    left = 100  # causes can go round in a circle
    while java is not None and left > 0:
        yield java
        java = java.getCause()
        left -= 1


def _is_refusal(java: Any) -> bool:
    """Whether it is Offramp's own, by its kind or, if it is one of Java's, by where it was thrown."""
    if java.getClass().getName().startswith("io.offramp."):
        return True
    frames = java.getStackTrace()
    ours = len(frames) > 0 and frames[0].getClassName().startswith("io.offramp.")
    return ours and str(java.getMessage()).startswith("Cannot ")


class _Reader(JavaMLReader[S]):
    """Reads a stage by the Java class of the same name."""

    @classmethod
    def _java_loader_class(cls, clazz: Type[Any]) -> str:
        return f"{JAVA_PACKAGE}.{clazz.__name__}"


class Stage(JavaParams, JavaMLReadable[Any], JavaMLWritable):
    """A wrapper whose Java class has the same name."""

    _input_kwargs: Dict[str, Any]

    @classmethod
    def read(cls: Type[S]) -> JavaMLReader[S]:
        """A reader of stages that were saved, from Python or from Java."""
        _require_jar()
        return _Reader(cls)

    def _start(self, values: Dict[str, Any]) -> None:
        """Makes the Java stage, takes its defaults, and sets parameters."""
        _require_jar()
        self._java_obj = JavaWrapper._new_java_obj(f"{JAVA_PACKAGE}.{type(self).__name__}", self.uid)
        self._transfer_params_from_java()
        self._set(**values)

    @classmethod
    def _of_java(cls: Type[S], java_stage: Any) -> S:
        """The wrapper of a Java stage, with its parameters."""
        stage: S = cls._from_java(java_stage)
        return stage


class StageModel(Stage, JavaModel):
    """A model that Java applies."""

    def _transform(self, dataset: DataFrame) -> DataFrame:
        with refusals():
            return super()._transform(dataset)


class StageEstimator(Stage, JavaEstimator[M], Generic[M]):
    """An estimator that Java fits."""

    def _fit(self, dataset: DataFrame) -> M:
        # The model has what Java gave it. PySpark would copy the estimator's parameters over that, and a precision
        # that was asked for over the one that the guarantee is about.
        with refusals():
            return self._create_model(self._fit_java(dataset))


def _require_jar() -> None:
    context = SparkContext._active_spark_context
    if context is None:
        raise OfframpError(
            "Cannot use Offramp's stages without a Spark session (start one first, with Offramp's jar among spark.jars)"
        )
    found: Any = context._jvm
    for name in f"{JAVA_PACKAGE}.EarlyExitClassifier".split("."):
        found = getattr(found, name)
    if isinstance(found, JavaPackage):  # py4j's answer for a class that is not there
        raise OfframpError(
            "Cannot find Offramp's classes in this Spark session (start it with"
            " spark.jars=PATH/offramp-spark-jobs-VERSION-all.jar; one that runs keeps the jars that it has)"
        )
