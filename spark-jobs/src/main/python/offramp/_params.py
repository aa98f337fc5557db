# SPDX-License-Identifier: Apache-2.0
"""Parameters that stages share, as the Java interfaces of these names have them; a test compares all of them."""

from typing import TypeVar

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasInputCol, HasLabelCol

P = TypeVar("P", bound=Params)


class HasScoringParams(HasInputCol):
    """Which bundle runs over which columns, and how."""

    modelUrl: Param[str] = Param(
        Params._dummy(),
        "modelUrl",
        "folder of the bundle: a path that every machine sees, or a URI that Hadoop reads",
        typeConverter=TypeConverters.toString,
    )

    bundleSha256: Param[str] = Param(
        Params._dummy(),
        "bundleSha256",
        "identity the bundle must have, 64 hexadecimal digits; empty: whatever is at modelUrl",
        typeConverter=TypeConverters.toString,
    )

    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "string column with the text",
        typeConverter=TypeConverters.toString,
    )

    inputPairCol: Param[str] = Param(
        Params._dummy(),
        "inputPairCol",
        "string column with the second text, for bundles of text pairs",
        typeConverter=TypeConverters.toString,
    )

    outputPrefix: Param[str] = Param(
        Params._dummy(),
        "outputPrefix",
        "put before the names of the added columns",
        typeConverter=TypeConverters.toString,
    )

    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "rows of 64 tokens run together, at least 1; unless it is set, 64 for encoders of less than 256 "
        "wide, and 512 on a GPU",
        typeConverter=TypeConverters.toInt,
    )

    precision: Param[str] = Param(
        Params._dummy(),
        "precision",
        "what the model computes in: auto, fp32, bf16, fp16",
        typeConverter=TypeConverters.toString,
    )

    dedupe: Param[bool] = Param(
        Params._dummy(),
        "dedupe",
        "whether a row is answered with an earlier one of the same text that is still on its way in the "
        "task, and not scored itself",
        typeConverter=TypeConverters.toBoolean,
    )

    duplicateCol: Param[str] = Param(
        Params._dummy(),
        "duplicateCol",
        "name of a boolean column that is added to say which rows dedupe spared; empty: none",
        typeConverter=TypeConverters.toString,
    )

    task: Param[str] = Param(
        Params._dummy(),
        "task",
        "what the bundle says of a row, as its manifest does: one label or a set of them: single-label, "
        "multi-label",
        typeConverter=TypeConverters.toString,
    )

    def setModelUrl(self: P, value: str) -> P:
        """Sets :py:attr:`modelUrl`."""
        return self._set(modelUrl=value)

    def getModelUrl(self) -> str:
        """Value of :py:attr:`modelUrl`, or its default."""
        return self.getOrDefault(self.modelUrl)

    def setBundleSha256(self: P, value: str) -> P:
        """Sets :py:attr:`bundleSha256`."""
        return self._set(bundleSha256=value)

    def getBundleSha256(self) -> str:
        """Value of :py:attr:`bundleSha256`, or its default."""
        return self.getOrDefault(self.bundleSha256)

    def setInputCol(self: P, value: str) -> P:
        """Sets :py:attr:`inputCol`."""
        return self._set(inputCol=value)

    def setInputPairCol(self: P, value: str) -> P:
        """Sets :py:attr:`inputPairCol`."""
        return self._set(inputPairCol=value)

    def getInputPairCol(self) -> str:
        """Value of :py:attr:`inputPairCol`, or its default."""
        return self.getOrDefault(self.inputPairCol)

    def setOutputPrefix(self: P, value: str) -> P:
        """Sets :py:attr:`outputPrefix`."""
        return self._set(outputPrefix=value)

    def getOutputPrefix(self) -> str:
        """Value of :py:attr:`outputPrefix`, or its default."""
        return self.getOrDefault(self.outputPrefix)

    def setBatchSize(self: P, value: int) -> P:
        """Sets :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def getBatchSize(self) -> int:
        """Value of :py:attr:`batchSize`, or its default."""
        return self.getOrDefault(self.batchSize)

    def setPrecision(self: P, value: str) -> P:
        """Sets :py:attr:`precision`."""
        return self._set(precision=value)

    def getPrecision(self) -> str:
        """Value of :py:attr:`precision`, or its default."""
        return self.getOrDefault(self.precision)

    def setDedupe(self: P, value: bool) -> P:
        """Sets :py:attr:`dedupe`."""
        return self._set(dedupe=value)

    def getDedupe(self) -> bool:
        """Value of :py:attr:`dedupe`, or its default."""
        return self.getOrDefault(self.dedupe)

    def setDuplicateCol(self: P, value: str) -> P:
        """Sets :py:attr:`duplicateCol`."""
        return self._set(duplicateCol=value)

    def getDuplicateCol(self) -> str:
        """Value of :py:attr:`duplicateCol`, or its default."""
        return self.getOrDefault(self.duplicateCol)

    def setTask(self: P, value: str) -> P:
        """Sets :py:attr:`task`."""
        return self._set(task=value)

    def getTask(self) -> str:
        """Value of :py:attr:`task`, or its default."""
        return self.getOrDefault(self.task)


class HasGoalParams(HasLabelCol):
    """What a policy must keep, and how thresholds are found."""

    maxAccuracyDrop: Param[float] = Param(
        Params._dummy(),
        "maxAccuracyDrop",
        "greatest share of right answers that may be lost against full depth; needs labels; between 0 and"
        " 1",
        typeConverter=TypeConverters.toFloat,
    )

    maxDisagreement: Param[float] = Param(
        Params._dummy(),
        "maxDisagreement",
        "greatest share of rows that may be answered differently from full depth; between 0 and 1",
        typeConverter=TypeConverters.toFloat,
    )

    maxCost: Param[float] = Param(
        Params._dummy(),
        "maxCost",
        "greatest expected cost, a fraction of full depth; with a risk, or alone at the least risk; "
        "between 0 and 1",
        typeConverter=TypeConverters.toFloat,
    )

    confidence: Param[float] = Param(
        Params._dummy(),
        "confidence",
        "probability with which all bounds must hold together; between 0 and 1",
        typeConverter=TypeConverters.toFloat,
    )

    signal: Param[str] = Param(
        Params._dummy(),
        "signal",
        "what thresholds are compared with: max-probability, margin, certainty, patience, patience-"
        "confidence, vote, mean-max-probability, learned",
        typeConverter=TypeConverters.toString,
    )

    calibration: Param[str] = Param(
        Params._dummy(),
        "calibration",
        "how exits are made comparable: beta, shrunken-isotonic, isotonic, platt, temperature, none",
        typeConverter=TypeConverters.toString,
    )

    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "column with the true class, null if unknown; for maxAccuracyDrop",
        typeConverter=TypeConverters.toString,
    )

    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "seed of all random choices",
        typeConverter=TypeConverters.toInt,
    )

    def setMaxAccuracyDrop(self: P, value: float) -> P:
        """Sets :py:attr:`maxAccuracyDrop`."""
        return self._set(maxAccuracyDrop=value)

    def getMaxAccuracyDrop(self) -> float:
        """Value of :py:attr:`maxAccuracyDrop`, or its default."""
        return self.getOrDefault(self.maxAccuracyDrop)

    def setMaxDisagreement(self: P, value: float) -> P:
        """Sets :py:attr:`maxDisagreement`."""
        return self._set(maxDisagreement=value)

    def getMaxDisagreement(self) -> float:
        """Value of :py:attr:`maxDisagreement`, or its default."""
        return self.getOrDefault(self.maxDisagreement)

    def setMaxCost(self: P, value: float) -> P:
        """Sets :py:attr:`maxCost`."""
        return self._set(maxCost=value)

    def getMaxCost(self) -> float:
        """Value of :py:attr:`maxCost`, or its default."""
        return self.getOrDefault(self.maxCost)

    def setConfidence(self: P, value: float) -> P:
        """Sets :py:attr:`confidence`."""
        return self._set(confidence=value)

    def getConfidence(self) -> float:
        """Value of :py:attr:`confidence`, or its default."""
        return self.getOrDefault(self.confidence)

    def setSignal(self: P, value: str) -> P:
        """Sets :py:attr:`signal`."""
        return self._set(signal=value)

    def getSignal(self) -> str:
        """Value of :py:attr:`signal`, or its default."""
        return self.getOrDefault(self.signal)

    def setCalibration(self: P, value: str) -> P:
        """Sets :py:attr:`calibration`."""
        return self._set(calibration=value)

    def getCalibration(self) -> str:
        """Value of :py:attr:`calibration`, or its default."""
        return self.getOrDefault(self.calibration)

    def setLabelCol(self: P, value: str) -> P:
        """Sets :py:attr:`labelCol`."""
        return self._set(labelCol=value)

    def setSeed(self: P, value: int) -> P:
        """Sets :py:attr:`seed`."""
        return self._set(seed=value)

    def getSeed(self) -> int:
        """Value of :py:attr:`seed`, or its default."""
        return self.getOrDefault(self.seed)


class HasTracedColumnParams(Params):
    """The columns that hold what every exit says of a row."""

    probabilitiesCol: Param[str] = Param(
        Params._dummy(),
        "probabilitiesCol",
        "column with an array of class probabilities for each exit",
        typeConverter=TypeConverters.toString,
    )

    confidencesCol: Param[str] = Param(
        Params._dummy(),
        "confidencesCol",
        "column with the confidence of each exit, an array; with predictionsCol, in place of "
        "probabilitiesCol",
        typeConverter=TypeConverters.toString,
    )

    predictionsCol: Param[str] = Param(
        Params._dummy(),
        "predictionsCol",
        "column with the class that each exit predicts, an array of numbers or strings",
        typeConverter=TypeConverters.toString,
    )

    outputPrefix: Param[str] = Param(
        Params._dummy(),
        "outputPrefix",
        "put before the names of the added columns",
        typeConverter=TypeConverters.toString,
    )

    def setProbabilitiesCol(self: P, value: str) -> P:
        """Sets :py:attr:`probabilitiesCol`."""
        return self._set(probabilitiesCol=value)

    def getProbabilitiesCol(self) -> str:
        """Value of :py:attr:`probabilitiesCol`, or its default."""
        return self.getOrDefault(self.probabilitiesCol)

    def setConfidencesCol(self: P, value: str) -> P:
        """Sets :py:attr:`confidencesCol`."""
        return self._set(confidencesCol=value)

    def getConfidencesCol(self) -> str:
        """Value of :py:attr:`confidencesCol`, or its default."""
        return self.getOrDefault(self.confidencesCol)

    def setPredictionsCol(self: P, value: str) -> P:
        """Sets :py:attr:`predictionsCol`."""
        return self._set(predictionsCol=value)

    def getPredictionsCol(self) -> str:
        """Value of :py:attr:`predictionsCol`, or its default."""
        return self.getOrDefault(self.predictionsCol)

    def setOutputPrefix(self: P, value: str) -> P:
        """Sets :py:attr:`outputPrefix`."""
        return self._set(outputPrefix=value)

    def getOutputPrefix(self) -> str:
        """Value of :py:attr:`outputPrefix`, or its default."""
        return self.getOrDefault(self.outputPrefix)
