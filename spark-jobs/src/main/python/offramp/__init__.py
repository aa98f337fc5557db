# SPDX-License-Identifier: Apache-2.0
"""Early-exit text scoring on Apache Spark, with certified exit thresholds: the stages for PySpark.

Each class wraps the Java stage of the same name, which does the work; Offramp's application jar must be
among ``spark.jars`` when the session starts. Parameters are named, documented and defaulted as they are there.
"""

import sys as _sys

from offramp._java import JAVA_PACKAGE as _JAVA_PACKAGE
from offramp._java import NotCertifiedError, OfframpError
from offramp.calibration import ExitThresholdCalibrator, ExitThresholdModel
from offramp.evaluation import EarlyExitEvaluator
from offramp.scoring import EarlyExitClassificationModel, EarlyExitClassifier

#: Value of ``spark.sql.extensions`` that brings the SQL function ``early_exit``.
SQL_EXTENSIONS = "io.offramp.spark.sql.OfframpExtensions"

__all__ = [
    "SQL_EXTENSIONS",
    "EarlyExitClassificationModel",
    "EarlyExitClassifier",
    "EarlyExitEvaluator",
    "ExitThresholdCalibrator",
    "ExitThresholdModel",
    "NotCertifiedError",
    "OfframpError",
]

# A pipeline that is loaded looks for the Python class of a stage in a module named like the Java class's package.
_sys.modules[_JAVA_PACKAGE] = _sys.modules[__name__]
