// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of stages that read what every exit says of a row.
 *
 * @param <S> the stage, which setters return
 */
public interface HasTracedColumnParams<S> extends Params {
  /** Where they are kept. */
  TracedColumnParams tracedColumns();

  /** Column with the probabilities. */
  default Param<String> probabilitiesCol() {
    return tracedColumns().probabilities;
  }

  /** Column with the confidences. */
  default Param<String> confidencesCol() {
    return tracedColumns().confidences;
  }

  /** Column with the predictions. */
  default Param<String> predictionsCol() {
    return tracedColumns().predictions;
  }

  /** Put before the names of the added columns. */
  default Param<String> outputPrefix() {
    return tracedColumns().outputPrefix;
  }

  /** Sets {@link #probabilitiesCol}. */
  default S setProbabilitiesCol(String value) {
    set(probabilitiesCol(), value);
    return stage();
  }

  /** Sets {@link #confidencesCol}. */
  default S setConfidencesCol(String value) {
    set(confidencesCol(), value);
    return stage();
  }

  /** Sets {@link #predictionsCol}. */
  default S setPredictionsCol(String value) {
    set(predictionsCol(), value);
    return stage();
  }

  /** Sets {@link #outputPrefix}. */
  default S setOutputPrefix(String value) {
    set(outputPrefix(), value);
    return stage();
  }

  @SuppressWarnings("unchecked")
  private S stage() {
    return (S) this;
  }
}
