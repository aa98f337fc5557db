# SPDX-License-Identifier: Apache-2.0
"""Stages that run a bundle over texts."""

from typing import Any, List, Optional, TypeVar

from pyspark import keyword_only

from offramp._java import Stage, StageEstimator, StageModel, refusals
from offramp._params import HasGoalParams, HasScoringParams, text

B = TypeVar("B", bound="BundleStage")


class BundleStage(Stage, HasScoringParams):
    """A stage that runs a bundle."""

    def setBundle(self: B, location: str) -> B:
        """Sets the bundle's folder and remembers its identity.

        Raises ``OfframpError`` if there is none, or a file was changed.
        """
        java = self._to_java()
        with refusals():
            java.setBundle(location)
        self._transfer_params_from_java()
        return self


class EarlyExitClassificationModel(StageModel, BundleStage):
    """Classifies texts with a multi-exit encoder; rows leave where the policy lets them.

    Adds, under ``outputPrefix``: ``prediction``, ``confidence``, ``exit`` (from 1), ``cost`` (fraction of full
    depth), ``truncated``, and ``error`` (null when fine). Keeps every row and column. With ``task`` ``multi-label``
    ``prediction`` is an array, and ``probabilities`` follows; with ``regression`` it is a number.
    """

    policy = text("policy", "exit policy as JSON, certified for this bundle; empty: full depth")

    @keyword_only
    def __init__(
        self,
        *,
        modelUrl: Optional[str] = None,
        bundleSha256: Optional[str] = None,
        inputCol: Optional[str] = None,
        inputPairCol: Optional[str] = None,
        outputPrefix: Optional[str] = None,
        batchSize: Optional[int] = None,
        precision: Optional[str] = None,
        dedupe: Optional[bool] = None,
        duplicateCol: Optional[str] = None,
        task: Optional[str] = None,
        policy: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._start(self._input_kwargs)

    def setPolicy(self, value: str) -> "EarlyExitClassificationModel":
        """Sets :py:attr:`policy`."""
        return self._set(policy=value)

    def getPolicy(self) -> str:
        """Value of :py:attr:`policy`, or its default."""
        return self.getOrDefault(self.policy)

    def addedColumns(self) -> List[str]:
        """The added columns' names: prediction, confidence, exit, cost, truncated, error, perhaps probabilities."""
        with refusals():
            return list(self._to_java().addedColumns())


class EarlyExitClassifier(StageEstimator[EarlyExitClassificationModel], BundleStage, HasGoalParams):
    """Certifies an exit policy for a bundle on texts that were used for nothing else.

    ``fit`` runs the texts through all exits of the bundle, which is trained already, and certifies on the driver.
    It raises ``NotCertifiedError`` if the rows do not bear out the bounds, unless ``ifNotCertified`` says otherwise.
    """

    ifNotCertified = text(
        "ifNotCertified",
        "what fit does if the rows do not bear out the bounds: throw NotCertifiedException, or give a model "
        "that runs every row to full depth: fail, full-depth",
    )

    @keyword_only
    def __init__(
        self,
        *,
        modelUrl: Optional[str] = None,
        bundleSha256: Optional[str] = None,
        inputCol: Optional[str] = None,
        inputPairCol: Optional[str] = None,
        outputPrefix: Optional[str] = None,
        batchSize: Optional[int] = None,
        precision: Optional[str] = None,
        dedupe: Optional[bool] = None,
        duplicateCol: Optional[str] = None,
        task: Optional[str] = None,
        maxAccuracyDrop: Optional[float] = None,
        maxDisagreement: Optional[float] = None,
        maxCost: Optional[float] = None,
        confidence: Optional[float] = None,
        signal: Optional[str] = None,
        calibration: Optional[str] = None,
        labelCol: Optional[str] = None,
        seed: Optional[int] = None,
        ifNotCertified: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._start(self._input_kwargs)

    def setIfNotCertified(self, value: str) -> "EarlyExitClassifier":
        """Sets :py:attr:`ifNotCertified`."""
        return self._set(ifNotCertified=value)

    def getIfNotCertified(self) -> str:
        """Value of :py:attr:`ifNotCertified`, or its default."""
        return self.getOrDefault(self.ifNotCertified)

    def _create_model(self, java_model: Any) -> EarlyExitClassificationModel:
        return EarlyExitClassificationModel._of_java(java_model)
