// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.OptionalInt;

/** What a row must be to enter a trace of K exits and C classes. */
record RowChecks(int exits, int classes) {
  private static final double SUM_TOLERANCE = 1e-3;

  void check(int row, OptionalInt label, float[][] probabilities) {
    checkLabel(row, label);
    checkExits(row, probabilities.length, "exits");
    for (int exit = 1; exit <= exits; exit++) {
      checkExit(row, exit, probabilities[exit - 1]);
    }
  }

  void check(int row, OptionalInt label, int[] predictions, float[] confidences) {
    checkLabel(row, label);
    checkExits(row, predictions.length, "predictions");
    checkExits(row, confidences.length, "confidences");
    for (int exit = 1; exit <= exits; exit++) {
      int prediction = predictions[exit - 1];
      if (prediction < 0 || prediction >= classes) {
        throw new TraceException(
            "Cannot add row %d: exit %d predicts class %d (must be in 0..%d)"
                .formatted(row, exit, prediction, classes - 1));
      }
    }
    checkConfidences(row, confidences);
  }

  void check(int row, float label, float[] numbers, float[] confidences) {
    if (Float.isInfinite(label)) {
      throw new TraceException(
          "Cannot add row %d: its label is %s (must be finite, or NaN if it is not known)"
              .formatted(row, label));
    }
    checkExits(row, numbers.length, "numbers");
    checkExits(row, confidences.length, "confidences");
    for (int exit = 1; exit <= exits; exit++) {
      if (!Float.isFinite(numbers[exit - 1])) {
        throw new TraceException(
            "Cannot add row %d: exit %d says %s (must be finite)"
                .formatted(row, exit, numbers[exit - 1]));
      }
    }
    checkConfidences(row, confidences);
  }

  private void checkConfidences(int row, float[] confidences) {
    for (int exit = 1; exit <= exits; exit++) {
      float confidence = confidences[exit - 1];
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new TraceException(
            ("Cannot add row %d: exit %d has the confidence %s (must be in [0,1]; pass "
                    + "the predicted class's probability, not its logit)")
                .formatted(row, exit, confidence));
      }
    }
  }

  void check(int row, OptionalInt label, ExitEvidence[] exitEvidence) {
    checkLabel(row, label);
    checkExits(row, exitEvidence.length, "exits' evidence");
    for (int exit = 1; exit <= exits; exit++) {
      ExitEvidence evidence = exitEvidence[exit - 1];
      if (evidence.prediction() < 0
          || evidence.prediction() >= classes
          || !inUnit(evidence.maxProbability())
          || !inUnit(evidence.margin())
          || !inUnit(evidence.certainty())) {
        throw new TraceException(
            "Cannot add row %d: exit %d gives %s (must be a class in 0..%d and three numbers in [0,1]; make it of probabilities)"
                .formatted(row, exit, evidence, classes - 1));
      }
    }
  }

  private static boolean inUnit(float value) {
    return value >= 0 && value <= 1;
  }

  private void checkLabel(int row, OptionalInt label) {
    if (label.isPresent() && (label.getAsInt() < 0 || label.getAsInt() >= classes)) {
      throw new TraceException(
          "Cannot add row %d: its label is %d (must be in 0..%d, or absent)"
              .formatted(row, label.getAsInt(), classes - 1));
    }
  }

  private void checkExits(int row, int count, String what) {
    if (count != exits) {
      throw new TraceException(
          "Cannot add row %d: it has %d %s (must be %d, one for each exit cost)"
              .formatted(row, count, what, exits));
    }
  }

  private void checkExit(int row, int exit, float[] probabilities) {
    if (probabilities.length != classes) {
      throw new TraceException(
          "Cannot add row %d: exit %d has %d probabilities (must be %d, one for each class)"
              .formatted(row, exit, probabilities.length, classes));
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      float p = probabilities[c];
      if (!(p >= 0 && p <= 1)) {
        throw new TraceException(
            ("Cannot add row %d: exit %d gives class %d the probability %s (must be "
                    + "in [0,1]; pass probabilities, not logits)")
                .formatted(row, exit, c, p));
      }
      sum += p;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new TraceException(
          ("Cannot add row %d: the probabilities of exit %d sum to %s (must be 1 to "
                  + "within %s; compute the softmax in float32)")
              .formatted(row, exit, sum, SUM_TOLERANCE));
    }
  }
}
