# SPDX-License-Identifier: Apache-2.0
"""Parameters that stages share, most as the Java interfaces of these names have them; a test compares all of them.

A class that a parameter's setter and getter are in, and that does not say what the parameter means, leaves that to
the stages which have it: they declare it with their own words.
"""

from typing import List, TypeVar

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasInputCol, HasLabelCol

P = TypeVar("P", bound=Params)


def text(name: str, doc: str) -> "Param[str]":
    """A parameter that is a string."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toString)


def share(name: str, doc: str) -> "Param[float]":
    """A parameter that is a number between 0 and 1."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toFloat)


def whole(name: str, doc: str) -> "Param[int]":
    """A parameter that is a whole number."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toInt)


def flag(name: str, doc: str) -> "Param[bool]":
    """A parameter that is on or off."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toBoolean)


def texts(name: str, doc: str) -> "Param[List[str]]":
    """A parameter that is a list of strings."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toListString)


def numbers(name: str, doc: str) -> "Param[List[float]]":
    """A parameter that is a list of numbers."""
    return Param(Params._dummy(), name, doc, typeConverter=TypeConverters.toListFloat)


class HasBundleSha256(Params):
    """Identity of a bundle."""

    bundleSha256: "Param[str]"

    def setBundleSha256(self: P, value: str) -> P:
        """Sets :py:attr:`bundleSha256`."""
        return self._set(bundleSha256=value)

    def getBundleSha256(self) -> str:
        """Value of :py:attr:`bundleSha256`, or its default."""
        return self.getOrDefault(self.bundleSha256)


class HasPrecision(Params):
    """What a model computes in, or did."""

    precision: "Param[str]"

    def setPrecision(self: P, value: str) -> P:
        """Sets :py:attr:`precision`."""
        return self._set(precision=value)

    def getPrecision(self) -> str:
        """Value of :py:attr:`precision`, or its default."""
        return self.getOrDefault(self.precision)


class HasOutputPrefix(Params):
    """What added columns are called."""

    outputPrefix = text("outputPrefix", "put before the names of the added columns")

    def setOutputPrefix(self: P, value: str) -> P:
        """Sets :py:attr:`outputPrefix`."""
        return self._set(outputPrefix=value)

    def getOutputPrefix(self) -> str:
        """Value of :py:attr:`outputPrefix`, or its default."""
        return self.getOrDefault(self.outputPrefix)


class HasLabel(HasLabelCol):
    """The column with what is true."""

    def setLabelCol(self: P, value: str) -> P:
        """Sets :py:attr:`labelCol`."""
        return self._set(labelCol=value)



class HasScoringParams(HasInputCol, HasBundleSha256, HasPrecision, HasOutputPrefix):
    """Which bundle runs over which columns, and how."""

    modelUrl = text("modelUrl", "folder of the bundle: a path that every machine sees, or a URI that Hadoop reads")
    bundleSha256 = text(
        "bundleSha256",
        "identity the bundle must have, 64 hexadecimal digits; empty: whatever is at modelUrl",
    )

    inputCol = text("inputCol", "string column with the text")
    inputPairCol = text("inputPairCol", "string column with the second text, for bundles of text pairs")

    batchSize = whole(
        "batchSize",
        "rows of 64 tokens run together, at least 1; unless it is set, 64 for encoders of less than 256 "
        "wide, and 512 on a GPU",
    )

    precision = text("precision", "what the model computes in: auto, fp32, bf16, fp16")
    dedupe = flag(
        "dedupe",
        "whether a row is answered with an earlier one of the same text that is still on its way in the "
        "task, and not scored itself",
    )

    duplicateCol = text(
        "duplicateCol",
        "name of a boolean column that is added to say which rows dedupe spared; empty: none",
    )

    task = text(
        "task",
        "what the bundle says of a row, as its manifest does: one label, a set of them or a number: "
        "single-label, multi-label, regression",
    )

    def setModelUrl(self: P, value: str) -> P:
        """Sets :py:attr:`modelUrl`."""
        return self._set(modelUrl=value)

    def getModelUrl(self) -> str:
        """Value of :py:attr:`modelUrl`, or its default."""
        return self.getOrDefault(self.modelUrl)

    def setInputCol(self: P, value: str) -> P:
        """Sets :py:attr:`inputCol`."""
        return self._set(inputCol=value)

    def setInputPairCol(self: P, value: str) -> P:
        """Sets :py:attr:`inputPairCol`."""
        return self._set(inputPairCol=value)

    def getInputPairCol(self) -> str:
        """Value of :py:attr:`inputPairCol`, or its default."""
        return self.getOrDefault(self.inputPairCol)

    def setBatchSize(self: P, value: int) -> P:
        """Sets :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def getBatchSize(self) -> int:
        """Value of :py:attr:`batchSize`, or its default."""
        return self.getOrDefault(self.batchSize)

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


class HasGoalParams(HasLabel):
    """What a policy must keep, and how thresholds are found."""

    maxAccuracyDrop = share(
        "maxAccuracyDrop",
        "greatest share of right answers that may be lost against full depth; needs labels; between 0 and 1",
    )
    maxDisagreement = share(
        "maxDisagreement",
        "greatest share of rows that may be answered differently from full depth; between 0 and 1",
    )

    maxCost = share(
        "maxCost",
        "greatest expected cost, a fraction of full depth; with a risk, or alone at the least risk; between "
        "0 and 1",
    )
    confidence = share("confidence", "probability with which all bounds must hold together; between 0 and 1")

    signal = text(
        "signal",
        "what thresholds are compared with: max-probability, margin, certainty, patience, "
        "patience-confidence, vote, mean-max-probability, learned",
    )
    calibration = text(
        "calibration",
        "how exits are made comparable: beta, shrunken-isotonic, isotonic, platt, temperature, none",
    )

    labelCol = text("labelCol", "column with the true class, null if unknown; for maxAccuracyDrop")
    seed = whole("seed", "seed of all random choices")

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

    def setSeed(self: P, value: int) -> P:
        """Sets :py:attr:`seed`."""
        return self._set(seed=value)

    def getSeed(self) -> int:
        """Value of :py:attr:`seed`, or its default."""
        return self.getOrDefault(self.seed)


class HasTracedColumnParams(HasOutputPrefix):
    """The columns that hold what every exit says of a row."""

    probabilitiesCol = text("probabilitiesCol", "column with an array of class probabilities for each exit")
    confidencesCol = text(
        "confidencesCol",
        "column with the confidence of each exit, an array; with predictionsCol, in place of probabilitiesCol",
    )

    predictionsCol = text(
        "predictionsCol",
        "column with the class that each exit predicts, an array of numbers or strings",
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
