// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows for a {@link RowBlock}. What is written belongs to the next row until {@link #add};
 * a row that turns out bad is written over. Not thread-safe.
 */
final class RowBlockBuilder {
  /** Rows of a full block: 8 MB with twelve exits and their evidence. */
  static final int MOST_ROWS = 1 << 15;

  private static final int FIRST_ROWS = 1 << 8;

  private final double[] exits;
  private final boolean probabilities;
  private final boolean keepIds;
  private int capacity = FIRST_ROWS;
  private int rows;
  private long[] places = new long[FIRST_ROWS];
  private int[] labels = new int[FIRST_ROWS];
  private int[] predictions;
  private float[] confidences;
  private float[] margins;
  private float[] certainties;
  private final int[][] slices;
  private final List<@Nullable String> ids = new ArrayList<>();

  /**
   * @param exits K numbers, increasing
   * @param probabilities whether cells have margins and certainties
   * @param sliceColumns how many columns name a slice
   * @param keepIds whether all ids are kept, or just the first one's
   */
  RowBlockBuilder(double[] exits, boolean probabilities, int sliceColumns, boolean keepIds) {
    this.exits = exits;
    this.probabilities = probabilities;
    this.keepIds = keepIds;
    int cells = FIRST_ROWS * exits.length;
    predictions = new int[cells];
    confidences = new float[cells];
    margins = new float[probabilities ? cells : 0];
    certainties = new float[probabilities ? cells : 0];
    slices = new int[sliceColumns][FIRST_ROWS];
  }

  int rows() {
    return rows;
  }

  void label(int code) {
    labels[rows] = code;
  }

  void slice(int column, int code) {
    slices[column][rows] = code;
  }

  /** Writes an answer without probabilities. */
  void cell(int exit, int prediction, float confidence) {
    int cell = rows * exits.length + exit;
    predictions[cell] = prediction;
    confidences[cell] = confidence;
  }

  void cell(int exit, ExitEvidence evidence) {
    int cell = rows * exits.length + exit;
    predictions[cell] = evidence.prediction();
    confidences[cell] = evidence.maxProbability();
    margins[cell] = evidence.margin();
    certainties[cell] = evidence.certainty();
  }

  /** Ends the row that was written. */
  void add(long place, @Nullable String id) {
    places[rows] = place;
    ids.add(id);
    rows++;
    if (rows == capacity) {
      grow(2 * capacity);
    }
  }

  private void grow(int more) {
    int cells = Math.multiplyExact(more, exits.length);
    places = Arrays.copyOf(places, more);
    labels = Arrays.copyOf(labels, more);
    predictions = Arrays.copyOf(predictions, cells);
    confidences = Arrays.copyOf(confidences, cells);
    if (probabilities) {
      margins = Arrays.copyOf(margins, cells);
      certainties = Arrays.copyOf(certainties, cells);
    }
    for (int i = 0; i < slices.length; i++) {
      slices[i] = Arrays.copyOf(slices[i], more);
    }
    capacity = more;
  }

  /** The rows so far in the order of their places; the builder is used up. */
  RowBlock build(PieceCounter pieces, NameCodes classes, List<NameCodes> sliceCodes) {
    int[] order = order(pieces);
    PackedCodes[] packedSlices = new PackedCodes[slices.length];
    String[][] sliceNames = new String[slices.length][];
    for (int i = 0; i < slices.length; i++) {
      packedSlices[i] = new PackedCodes(ordered(slices[i], order, 1), rows);
      sliceNames[i] = sliceCodes.get(i).names();
    }
    return new RowBlock(
        exits,
        new PackedPlaces(places, order),
        pieces.list(),
        classes.names(),
        new PackedCodes(ordered(labels, order, 1), rows),
        new PackedCodes(ordered(predictions, order, exits.length), rows * exits.length),
        new PackedFloats(confidences, order, exits.length),
        new PackedFloats(margins, order, exits.length),
        new PackedFloats(certainties, order, exits.length),
        packedSlices,
        sliceNames,
        new PackedTexts(ids, order, keepIds ? rows : Math.min(1, rows)));
  }

  private int[] order(PieceCounter pieces) {
    boolean sorted = true;
    for (int i = 1; i < rows; i++) {
      sorted = sorted && pieces.compare(places[i - 1], places[i]) < 0;
    }
    IntStream order = IntStream.range(0, rows);
    return sorted
        ? order.toArray()
        : order
            .boxed()
            .sorted((a, b) -> pieces.compare(places[a], places[b]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  private static int[] ordered(int[] values, int[] order, int width) {
    int[] ordered = new int[order.length * width];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * width, ordered, i * width, width);
    }
    return ordered;
  }
}
