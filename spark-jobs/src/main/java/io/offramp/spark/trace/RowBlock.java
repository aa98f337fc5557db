// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a trace in primitive arrays, in the order of their places; classes and slices by the
 * task's own codes. A cell is a row and an exit. No record, so that any Spark serializer takes it.
 */
final class RowBlock implements TracePart {
  private static final long serialVersionUID = 1L;

  private final double[] exits;
  private final PackedPlaces places;
  private final PieceList pieces;
  private final String[] classes;
  private final PackedCodes labels;
  private final PackedCodes predictions;
  private final PackedFloats confidences;
  private final PackedFloats margins;
  private final PackedFloats certainties;
  private final PackedCodes[] slices;
  private final String[][] sliceNames;
  private final PackedTexts ids;

  /**
   * @param exits K numbers, increasing
   * @param places of n rows, in order
   * @param classes names by code
   * @param labels n codes
   * @param predictions n times K codes
   * @param confidences n times K
   * @param margins n times K, or empty if there are no probabilities
   * @param certainties likewise
   * @param slices n codes for each slice column
   * @param sliceNames names by code for each slice column
   * @param ids of the first rows, at least of one if rows have ids
   */
  RowBlock(
      double[] exits,
      PackedPlaces places,
      PieceList pieces,
      String[] classes,
      PackedCodes labels,
      PackedCodes predictions,
      PackedFloats confidences,
      PackedFloats margins,
      PackedFloats certainties,
      PackedCodes[] slices,
      String[][] sliceNames,
      PackedTexts ids) {
    this.exits = exits;
    this.places = places;
    this.pieces = pieces;
    this.classes = classes;
    this.labels = labels;
    this.predictions = predictions;
    this.confidences = confidences;
    this.margins = margins;
    this.certainties = certainties;
    this.slices = slices;
    this.sliceNames = sliceNames;
    this.ids = ids;
  }

  int rows() {
    return places.size();
  }

  List<Double> exits() {
    return java.util.Arrays.stream(exits).boxed().toList();
  }

  long place(int row) {
    return places.get(row);
  }

  PieceList pieces() {
    return pieces;
  }

  List<String> classes() {
    return List.of(classes);
  }

  int label(int row) {
    return labels.get(row);
  }

  int prediction(int row, int exit) {
    return predictions.get(row * exits.length + exit);
  }

  float confidence(int row, int exit) {
    return confidences.get(row * exits.length + exit);
  }

  boolean hasProbabilities() {
    return !margins.isEmpty();
  }

  ExitEvidence evidence(int row, int exit, int prediction) {
    int cell = row * exits.length + exit;
    return new ExitEvidence(
        prediction, confidences.get(cell), margins.get(cell), certainties.get(cell));
  }

  int slice(int column, int row) {
    return slices[column].get(row);
  }

  List<String> sliceNames(int column) {
    return List.of(sliceNames[column]);
  }

  @Nullable String id(int row) {
    return row < ids.size() ? ids.get(row) : null;
  }
}
