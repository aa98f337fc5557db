# SPDX-License-Identifier: Apache-2.0
"""Judging scored rows."""

from typing import Optional

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param.shared import HasPredictionCol
from pyspark.sql import DataFrame

from offramp._java import Stage, refusals
from offramp._params import HasLabel, share, text


class EarlyExitEvaluator(Stage, JavaEvaluator, HasPredictionCol, HasLabel):
    """Judges scored rows: how often they are right, what they cost, or what they cost where they are right enough.

    Predictions and labels are compared as names; numbers of a regression have no accuracy. Rows without a prediction count nowhere.
    """

    metricName = text("metricName", "what is measured: accuracy, meanCost, costAtAccuracy")
    predictionCol = text("predictionCol", "column with the prediction, null where there is none")

    labelCol = text("labelCol", "column with the true class, null if unknown")
    costCol = text("costCol", "column with the cost, a fraction of full depth")

    minAccuracy = share("minAccuracy", "accuracy that costAtAccuracy asks for; between 0 and 1")

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

    def _evaluate(self, dataset: DataFrame) -> float:
        with refusals():
            return super()._evaluate(dataset)
