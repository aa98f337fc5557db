# SPDX-License-Identifier: Apache-2.0
"""Judging scored rows."""

from typing import Optional

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasLabelCol, HasPredictionCol

from offramp._java import Stage


class EarlyExitEvaluator(Stage, JavaEvaluator, HasPredictionCol, HasLabelCol):
    """Judges scored rows: how often they are right, what they cost, or what they cost where they are right enough.

    Predictions and labels are compared as names. Rows without a prediction count nowhere.
    """

    metricName: Param[str] = Param(
        Params._dummy(),
        "metricName",
        "what is measured: accuracy, meanCost, costAtAccuracy",
        typeConverter=TypeConverters.toString,
    )

    predictionCol: Param[str] = Param(
        Params._dummy(),
        "predictionCol",
        "column with the prediction, null where there is none",
        typeConverter=TypeConverters.toString,
    )

    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "column with the true class, null if unknown",
        typeConverter=TypeConverters.toString,
    )

    costCol: Param[str] = Param(
        Params._dummy(),
        "costCol",
        "column with the cost, a fraction of full depth",
        typeConverter=TypeConverters.toString,
    )

    minAccuracy: Param[float] = Param(
        Params._dummy(),
        "minAccuracy",
        "accuracy that costAtAccuracy asks for; between 0 and 1",
        typeConverter=TypeConverters.toFloat,
    )

    @keyword_only
    def __init__(
        self,
        *,
        metricName: Optional[str] = None,
        predictionCol: Optional[str] = None,
        labelCol: Optional[str] = None,
        costCol: Optional[str] = None,
        minAccuracy: Optional[float] = None,
    ) -> None:
        super().__init__()
        self._start(self._input_kwargs)

    def setMetricName(self, value: str) -> "EarlyExitEvaluator":
        """Sets :py:attr:`metricName`."""
        return self._set(metricName=value)

    def getMetricName(self) -> str:
        """Value of :py:attr:`metricName`, or its default."""
        return self.getOrDefault(self.metricName)

    def setPredictionCol(self, value: str) -> "EarlyExitEvaluator":
        """Sets :py:attr:`predictionCol`."""
        return self._set(predictionCol=value)

    def setLabelCol(self, value: str) -> "EarlyExitEvaluator":
        """Sets :py:attr:`labelCol`."""
        return self._set(labelCol=value)

    def setCostCol(self, value: str) -> "EarlyExitEvaluator":
        """Sets :py:attr:`costCol`."""
        return self._set(costCol=value)

    def getCostCol(self) -> str:
        """Value of :py:attr:`costCol`, or its default."""
        return self.getOrDefault(self.costCol)

    def setMinAccuracy(self, value: float) -> "EarlyExitEvaluator":
        """Sets :py:attr:`minAccuracy`."""
        return self._set(minAccuracy=value)

    def getMinAccuracy(self) -> float:
        """Value of :py:attr:`minAccuracy`, or its default."""
        return self.getOrDefault(self.minAccuracy)
