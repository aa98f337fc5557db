# SPDX-License-Identifier: Apache-2.0
"""Stages for rows of which every exit's answer is known, such as traces."""

from typing import Any, List, Optional

from pyspark import keyword_only

from offramp._java import StageEstimator, StageModel
from offramp._params import HasBundleSha256, HasGoalParams, HasPrecision, HasTracedColumnParams, numbers, text, texts


class ExitThresholdModel(StageModel, HasTracedColumnParams):
    """Applies an exit policy to traced rows.

    Adds, under ``outputPrefix``: ``prediction``, ``confidence``, ``exit`` (from 1) and ``cost`` (fraction of full
    depth). Keeps every row and column.
    """

    policyJson = text("policyJson", "exit policy as JSON")

    @keyword_only
    def __init__(
        self,
        *,
        probabilitiesCol: Optional[str] = None,
        confidencesCol: Optional[str] = None,
        predictionsCol: Optional[str] = None,
        outputPrefix: Optional[str] = None,
        policyJson: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._start(self._input_kwargs)

    def setPolicyJson(self, value: str) -> "ExitThresholdModel":
        """Sets :py:attr:`policyJson`."""
        return self._set(policyJson=value)

    def getPolicyJson(self) -> str:
        """Value of :py:attr:`policyJson`, or its default."""
        return self.getOrDefault(self.policyJson)


class ExitThresholdCalibrator(
    StageEstimator[ExitThresholdModel], HasTracedColumnParams, HasGoalParams, HasBundleSha256, HasPrecision
):
    """Certifies exit thresholds on traced rows that were used for nothing else.

    ``fit`` raises ``NotCertifiedError`` if the rows do not bear out the bounds.
    """

    classes = texts(
        "classes",
        "names of the classes by index, for probabilities with labels that are names; unset: labels are "
        "indexes",
    )
    costs = numbers("costs", "what a row costs up to each exit, in any unit; unset: k/K at exit k")

    bundleSha256 = text(
        "bundleSha256",
        "identity of the bundle that the policy is for, 64 hexadecimal digits; empty: none",
    )
    precision = text("precision", "what the model computed in when it was traced: fp32, bf16 or fp16; empty: not known")

    @keyword_only
    def __init__(
        self,
        *,
        probabilitiesCol: Optional[str] = None,
        confidencesCol: Optional[str] = None,
        predictionsCol: Optional[str] = None,
        outputPrefix: Optional[str] = None,
        maxAccuracyDrop: Optional[float] = None,
        maxDisagreement: Optional[float] = None,
        maxCost: Optional[float] = None,
        confidence: Optional[float] = None,
        signal: Optional[str] = None,
        calibration: Optional[str] = None,
        labelCol: Optional[str] = None,
        seed: Optional[int] = None,
        classes: Optional[List[str]] = None,
        costs: Optional[List[float]] = None,
        bundleSha256: Optional[str] = None,
        precision: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._start(self._input_kwargs)

    def setClasses(self, value: List[str]) -> "ExitThresholdCalibrator":
        """Sets :py:attr:`classes`."""
        return self._set(classes=value)

    def getClasses(self) -> List[str]:
        """Value of :py:attr:`classes`, or its default."""
        return self.getOrDefault(self.classes)

    def setCosts(self, value: List[float]) -> "ExitThresholdCalibrator":
        """Sets :py:attr:`costs`."""
        return self._set(costs=value)

    def getCosts(self) -> List[float]:
        """Value of :py:attr:`costs`, or its default."""
        return self.getOrDefault(self.costs)

    def _create_model(self, java_model: Any) -> ExitThresholdModel:
        return ExitThresholdModel._of_java(java_model)
