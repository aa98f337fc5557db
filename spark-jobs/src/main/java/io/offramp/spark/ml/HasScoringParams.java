// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionMode;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The parameters of stages that run a bundle over texts.
 *
 * @param <S> the stage, which setters return
 */
public interface HasScoringParams<S> extends Params {
  /** Where they are kept. */
  ScoringParams scoring();

  /** Folder of the bundle. */
  default Param<String> modelUrl() {
    return scoring().modelUrl;
  }

  /** Identity the bundle must have. */
  default Param<String> bundleSha256() {
    return scoring().bundleSha256;
  }

  /** Column with the text. */
  default Param<String> inputCol() {
    return scoring().inputCol;
  }

  /** Column with the second text. */
  default Param<String> inputPairCol() {
    return scoring().inputPairCol;
  }

  /** Put before the names of the added columns. */
  default Param<String> outputPrefix() {
    return scoring().outputPrefix;
  }

  /** Rows run together. */
  default IntParam batchSize() {
    return scoring().batchSize;
  }

  /** What the model computes in. */
  default Param<String> precision() {
    return scoring().precision;
  }

  /** Whether identical texts on their way are scored once. */
  default BooleanParam dedupe() {
    return scoring().dedupe;
  }

  /** Column that says which rows were not scored themselves. */
  default Param<String> duplicateCol() {
    return scoring().duplicateCol;
  }

  /** What the bundle says of a row. */
  default Param<String> task() {
    return scoring().task;
  }

  /** Sets {@link #modelUrl}. */
  default S setModelUrl(String value) {
    set(modelUrl(), value);
    return stage();
  }

  /** Sets {@link #inputCol}. */
  default S setInputCol(String value) {
    set(inputCol(), value);
    return stage();
  }

  /** Sets {@link #inputPairCol}. */
  default S setInputPairCol(String value) {
    set(inputPairCol(), value);
    return stage();
  }

  /** Sets {@link #outputPrefix}. */
  default S setOutputPrefix(String value) {
    set(outputPrefix(), value);
    return stage();
  }

  /** Sets {@link #batchSize}. */
  default S setBatchSize(int value) {
    set(batchSize(), value);
    return stage();
  }

  /** Sets {@link #dedupe}. */
  default S setDedupe(boolean value) {
    set(dedupe(), value);
    return stage();
  }

  /** Sets {@link #duplicateCol}. */
  default S setDuplicateCol(String value) {
    set(duplicateCol(), value);
    return stage();
  }

  /** Sets {@link #task}. */
  default S setTask(String value) {
    set(task(), value);
    return stage();
  }

  /**
   * Sets the bundle's folder and its task, and remembers its identity.
   *
   * @throws io.offramp.engine.bundle.BundleException if there is none, or a file was changed
   */
  default S setBundle(String location) {
    Bundle bundle = Bundles.open(location);
    set(bundleSha256(), bundle.sha256());
    set(task(), bundle.manifest().task().id());
    return setModelUrl(location);
  }

  /**
   * Sets {@link #precision}.
   *
   * @throws IllegalArgumentException listing the names, if there is none such
   */
  default S setPrecision(String value) {
    set(precision(), PrecisionMode.ofId(value).id());
    return stage();
  }

  /**
   * The added columns' names: prediction, confidence, exit, cost, truncated, error; of a {@link
   * #task} of several labels probabilities, too.
   */
  default List<String> addedColumns() {
    return scoring().added(this);
  }

  @SuppressWarnings("unchecked")
  private S stage() {
    return (S) this;
  }
}
