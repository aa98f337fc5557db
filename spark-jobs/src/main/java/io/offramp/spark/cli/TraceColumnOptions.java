// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.trace.TraceColumns;
import picocli.CommandLine.Option;

/** The options that name the columns of traces. */
final class TraceColumnOptions {
  @Option(
      names = "--probabilities-col",
      paramLabel = "NAME",
      defaultValue = "probabilities",
      description =
          "Column with an array of class probabilities for each exit. Default: ${DEFAULT-VALUE}.")
  String probabilities = "";

  @Option(
      names = "--id-col",
      paramLabel = "NAME",
      defaultValue = "id",
      description =
          "Column with the sample's key, which long traces must have. Default: ${DEFAULT-VALUE}.")
  String id = "";

  @Option(
      names = "--exit-col",
      paramLabel = "NAME",
      defaultValue = "exit",
      description =
          "Of long traces: column with the exit's number, or its layer's. Default: ${DEFAULT-VALUE}.")
  String exit = "";

  @Option(
      names = "--confidence-col",
      paramLabel = "NAME",
      defaultValue = "confidence",
      description =
          "Of long traces: column with the probability of the predicted class. Default: ${DEFAULT-VALUE}.")
  String confidence = "";

  @Option(
      names = "--prediction-col",
      paramLabel = "NAME",
      defaultValue = "prediction",
      description = "Of long traces: column with the predicted class. Default: ${DEFAULT-VALUE}.")
  String prediction = "";

  @Option(
      names = "--label-col",
      paramLabel = "NAME",
      defaultValue = "label",
      description =
          "Column with the true class, empty where it is unknown; may be missing. Default: ${DEFAULT-VALUE}.")
  String label = "";

  @Option(
      names = "--confidence-cols",
      paramLabel = "PATTERN",
      defaultValue = "confidence_{}",
      description =
          "Of wide traces: columns with confidences, {} standing for the exit's number. Default: ${DEFAULT-VALUE}.")
  String confidences = "";

  @Option(
      names = "--prediction-cols",
      paramLabel = "PATTERN",
      defaultValue = "prediction_{}",
      description =
          "Of wide traces: columns with predicted classes, {} standing for the exit's number. Default: ${DEFAULT-VALUE}.")
  String predictions = "";

  TraceColumns columns() {
    return new TraceColumns(
        probabilities, id, exit, confidence, prediction, label, confidences, predictions);
  }
}
