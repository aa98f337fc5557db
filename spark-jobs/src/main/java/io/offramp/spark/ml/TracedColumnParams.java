// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The parameters that name columns of answers, for stages that have them all. */
public final class TracedColumnParams {
  final Param<String> probabilities;
  final Param<String> confidences;
  final Param<String> predictions;
  final Param<String> outputPrefix;

  TracedColumnParams(Params stage) {
    probabilities =
        Texts.filled(
            stage, "probabilitiesCol", "column with an array of class probabilities for each exit");
    confidences =
        Texts.filled(
            stage,
            "confidencesCol",
            "column with the confidence of each exit, an array; with predictionsCol, in place of probabilitiesCol");
    predictions =
        Texts.filled(
            stage,
            "predictionsCol",
            "column with the class that each exit predicts, an array of numbers or strings");
    outputPrefix = new Param<>(stage, "outputPrefix", "put before the names of the added columns");
    stage.setDefault(probabilities, Traces.PROBABILITIES);
    stage.setDefault(outputPrefix, "");
  }

  /**
   * The columns that a stage was given.
   *
   * @throws IllegalArgumentException if they are half of each kind, or of both kinds
   */
  TracedColumns of(Params stage) {
    boolean answers = stage.isSet(confidences) || stage.isSet(predictions);
    if (!answers) {
      return TracedColumns.ofProbabilities(
          stage.getOrDefault(probabilities), stage.getOrDefault(outputPrefix));
    }
    if (!stage.isSet(confidences) || !stage.isSet(predictions) || stage.isSet(probabilities)) {
      throw new IllegalArgumentException(
          "Cannot use the columns of stage %s (must be probabilitiesCol, or confidencesCol and predictionsCol; set one or the other)"
              .formatted(stage.uid()));
    }
    return TracedColumns.ofAnswers(
        stage.getOrDefault(confidences),
        stage.getOrDefault(predictions),
        stage.getOrDefault(outputPrefix));
  }
}
