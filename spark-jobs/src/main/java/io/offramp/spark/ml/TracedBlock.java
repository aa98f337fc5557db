// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.signal.ExitEvidence;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Answers of some rows in primitive arrays, classes by the task's own numbers, on their way to the
 * driver; grows until it is sent. No record, so that any Spark serializer takes it.
 */
final class TracedBlock implements Serializable {
  /** The label of a row that has none. */
  static final int UNLABELLED = -1;

  private static final long serialVersionUID = 1L;
  private static final int FIRST_ROWS = 256;

  private final int exits;
  private final boolean probabilities;
  private int rows;
  private int[] labels = new int[FIRST_ROWS];
  private int[] predictions;
  private float[] maxProbabilities;
  private float[] margins;
  private float[] certainties;
  private Object[] classes = {};
  private int classCount;

  TracedBlock(int exits, boolean probabilities) {
    this.exits = exits;
    this.probabilities = probabilities;
    int cells = FIRST_ROWS * exits;
    predictions = new int[cells];
    maxProbabilities = new float[cells];
    margins = new float[probabilities ? cells : 0];
    certainties = new float[probabilities ? cells : 0];
  }

  /** Writes an answer of the row that {@link #add} will end. */
  void put(int exit, ExitEvidence evidence) {
    int cell = rows * exits + exit;
    predictions[cell] = evidence.prediction();
    maxProbabilities[cell] = evidence.maxProbability();
    if (probabilities) {
      margins[cell] = evidence.margin();
      certainties[cell] = evidence.certainty();
    }
  }

  /** Ends the row that was written. */
  void add(int label) {
    labels[rows] = label;
    rows++;
    if (rows == labels.length) {
      resize(2 * rows);
    }
  }

  /** Drops what is not used, and remembers the classes there are. */
  TracedBlock closed(List<Object> classKeys, int count) {
    resize(rows);
    classes = classKeys.toArray();
    classCount = count;
    return this;
  }

  private void resize(int size) {
    int cells = Math.multiplyExact(size, exits);
    labels = Arrays.copyOf(labels, size);
    predictions = Arrays.copyOf(predictions, cells);
    maxProbabilities = Arrays.copyOf(maxProbabilities, cells);
    if (probabilities) {
      margins = Arrays.copyOf(margins, cells);
      certainties = Arrays.copyOf(certainties, cells);
    }
  }

  int rows() {
    return rows;
  }

  int exits() {
    return exits;
  }

  boolean hasProbabilities() {
    return probabilities;
  }

  /** The number of probabilities of an exit. */
  int classCount() {
    return classCount;
  }

  /** Classes by number; none if there are probabilities. */
  List<Object> classes() {
    return Arrays.asList(classes);
  }

  int label(int row) {
    return labels[row];
  }

  int prediction(int row, int exit) {
    return predictions[row * exits + exit];
  }

  float maxProbability(int row, int exit) {
    return maxProbabilities[row * exits + exit];
  }

  ExitEvidence evidence(int row, int exit) {
    int cell = row * exits + exit;
    return new ExitEvidence(
        predictions[cell], maxProbabilities[cell], margins[cell], certainties[cell]);
  }
}
