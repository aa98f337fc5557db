// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of stages that certify a policy: what it must keep, and how it is found.
 *
 * @param <S> the stage, which setters return
 */
public interface HasGoalParams<S> extends Params {
  /** Where they are kept. */
  GoalParams goal();

  /** Greatest accuracy drop. */
  default DoubleParam maxAccuracyDrop() {
    return goal().maxAccuracyDrop;
  }

  /** Greatest disagreement. */
  default DoubleParam maxDisagreement() {
    return goal().maxDisagreement;
  }

  /** Greatest expected cost. */
  default DoubleParam maxCost() {
    return goal().maxCost;
  }

  /** Probability with which the bounds must hold. */
  default DoubleParam confidence() {
    return goal().confidence;
  }

  /** What thresholds are compared with. */
  default Param<String> signal() {
    return goal().signal;
  }

  /** How exits are made comparable. */
  default Param<String> calibration() {
    return goal().calibration;
  }

  /** Column with the true class. */
  default Param<String> labelCol() {
    return goal().labelCol;
  }

  /** Seed of all random choices. */
  default LongParam seed() {
    return goal().seed;
  }

  /** Sets {@link #maxAccuracyDrop}. */
  default S setMaxAccuracyDrop(double value) {
    set(maxAccuracyDrop(), value);
    return stage();
  }

  /** Sets {@link #maxDisagreement}. */
  default S setMaxDisagreement(double value) {
    set(maxDisagreement(), value);
    return stage();
  }

  /** Sets {@link #maxCost}. */
  default S setMaxCost(double value) {
    set(maxCost(), value);
    return stage();
  }

  /** Sets {@link #confidence}. */
  default S setConfidence(double value) {
    set(confidence(), value);
    return stage();
  }

  /** Sets {@link #signal}. */
  default S setSignal(String value) {
    set(signal(), value);
    return stage();
  }

  /** Sets {@link #calibration}. */
  default S setCalibration(String value) {
    set(calibration(), value);
    return stage();
  }

  /** Sets {@link #labelCol}. */
  default S setLabelCol(String value) {
    set(labelCol(), value);
    return stage();
  }

  /** Sets {@link #seed}. */
  default S setSeed(long value) {
    set(seed(), value);
    return stage();
  }

  @SuppressWarnings("unchecked")
  private S stage() {
    return (S) this;
  }
}
