// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a sample together from a row for each of its exits, which come in any order; what it says
 * does not depend on the order. Not thread-safe; used again for the next sample.
 */
final class LongSample {
  /** More exits than any model has: the column holds something else. */
  private static final int MOST_EXITS = 1000;

  private final PieceCounter pieces;
  private final NameCodes classes;
  private final OneName label;
  private final OneName[] slices;
  private long place;
  private int rows;
  private double[] exits = new double[16];
  private int[] predictions = new int[16];
  private float[] confidences = new float[16];
  private @Nullable String problem;
  private long problemPlace;

  /**
   * @param sliceNames columns that name a slice, as many as {@code sliceCodes}
   */
  LongSample(
      PieceCounter pieces, NameCodes classes, List<NameCodes> sliceCodes, List<String> sliceNames) {
    this.pieces = pieces;
    this.classes = classes;
    this.label = new OneName(classes, "label");
    this.slices = new OneName[sliceNames.size()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new OneName(sliceCodes.get(i), sliceNames.get(i));
    }
  }

  /** Begins the next sample. */
  void clear() {
    rows = 0;
    problem = null;
    label.clear();
    for (OneName slice : slices) {
      slice.clear();
    }
  }

  int rows() {
    return rows;
  }

  /** Where the first of its rows stands. */
  long place() {
    return place;
  }

  /** Where the row stands that cannot be used; the first row if the fault is all rows' together. */
  long problemPlace() {
    return problem == null ? place : problemPlace;
  }

  /** Takes the row of an exit. */
  void add(
      long rowPlace,
      @Nullable Object exit,
      @Nullable Object confidence,
      @Nullable Object prediction,
      @Nullable Object rowLabel) {
    place = rows == 0 || pieces.compare(rowPlace, place) < 0 ? rowPlace : place;
    int at = Math.min(rows, MOST_EXITS);
    rows++;
    if (at == exits.length) {
      exits = Arrays.copyOf(exits, 2 * at);
      predictions = Arrays.copyOf(predictions, 2 * at);
      confidences = Arrays.copyOf(confidences, 2 * at);
    }
    try {
      exits[at] = CellNumbers.exit(exit, "exit");
    } catch (BadRow e) {
      spoil(rowPlace, e.problem());
      return;
    }
    try {
      confidences[at] = CellNumbers.unit(confidence, "confidence");
      predictions[at] = classes.code(prediction, "prediction");
      if (predictions[at] == NameCodes.MISSING) {
        throw new BadRow("prediction is missing (must be a class)");
      }
      label.take(rowLabel);
    } catch (BadRow e) {
      spoil(rowPlace, "at exit %s, %s".formatted(exit, e.problem()));
    }
  }

  /** Takes what the row just added says of a slice. */
  void slice(long rowPlace, int column, @Nullable Object name) {
    try {
      slices[column].take(name);
    } catch (BadRow e) {
      spoil(rowPlace, e.problem());
    }
  }

  private void spoil(long rowPlace, String what) {
    if (problem == null || pieces.compare(rowPlace, problemPlace) < 0) {
      problem = what;
      problemPlace = rowPlace;
    }
  }

  /**
   * The exits' numbers, increasing.
   *
   * @throws BadRow if the sample cannot be used
   */
  double[] exits() throws BadRow {
    if (problem != null) {
      throw new BadRow(problem);
    }
    if (rows > MOST_EXITS) {
      throw new BadRow(
          "it has %,d rows (must be one for each exit, at most %,d; name the column that tells samples apart with --id-col)"
              .formatted(rows, MOST_EXITS));
    }
    sort();
    for (int i = 1; i < rows; i++) {
      if (exits[i] == exits[i - 1]) {
        throw new BadRow(
            "exit %s is there twice (must be one row for each exit)"
                .formatted(ClassName.of(exits[i])));
      }
    }
    label.check();
    for (OneName slice : slices) {
      slice.check();
    }
    return Arrays.copyOf(exits, rows);
  }

  /** Writes the sample, once its exits were asked for. */
  void write(RowBlockBuilder block, String id) {
    for (int exit = 0; exit < rows; exit++) {
      block.cell(exit, predictions[exit], confidences[exit]);
    }
    block.label(label.code());
    for (int i = 0; i < slices.length; i++) {
      block.slice(i, slices[i].code());
    }
    block.add(place, id);
  }

  /** By insertion: they are few, and mostly in order. */
  private void sort() {
    for (int i = 1; i < rows; i++) {
      double exit = exits[i];
      int prediction = predictions[i];
      float confidence = confidences[i];
      int at = i;
      for (; at > 0 && exits[at - 1] > exit; at--) {
        exits[at] = exits[at - 1];
        predictions[at] = predictions[at - 1];
        confidences[at] = confidences[at - 1];
      }
      exits[at] = exit;
      predictions[at] = prediction;
      confidences[at] = confidence;
    }
  }
}
