// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.report.ReportData.RunFacts;
import io.offramp.spark.ml.UserTexts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The summary that a scoring run left, as it is read by reports: what they do not know they leave.
 */
final class RunSummaryFile {
  private static final String KIND = "summary";

  private final String file;
  private final JsonNode root;

  private RunSummaryFile(String file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads one.
   *
   * @param place the file, or the folder of the output that it is in; on any file system that
   *     Hadoop knows
   * @throws io.offramp.calibration.json.FileFormatException if it is no summary
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static RunSummaryFile read(String place) {
    String file = UserTexts.isFile(KIND, place) ? place : within(place);
    String text = UserTexts.read(KIND, file);
    JsonFields.parse(text, KIND, file)
        .requireFormat("offramp-summary", 1, "score again with this Offramp");
    try {
      return new RunSummaryFile(file, new JsonMapper().readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read summary " + file, e); // it was JSON just now
    }
  }

  /** Whether a place is a summary's file, or a folder with one. */
  static boolean isAt(String place) {
    return place.endsWith(ScoreSummary.FILE) || UserTexts.isFile(KIND, within(place));
  }

  private static String within(String folder) {
    return folder.replaceFirst("/+$", "") + "/" + ScoreSummary.FILE;
  }

  /** The folder of the run's output. */
  String folder() {
    return file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : ".";
  }

  /**
   * What a report shows of it.
   *
   * @param policySha256 of the policy that is reported on
   */
  RunFacts facts(String policySha256) {
    return new RunFacts(
        file,
        root.path("rows").asLong(),
        number("mean-cost"),
        number("accuracy"),
        root.path("rows-per-second").asDouble(),
        text("precision"),
        policySha256.equals(text("policy-sha256")),
        number("tolerance"),
        number("mean-absolute-error"));
  }

  /**
   * Refuses a run with a policy.
   *
   * @throws IllegalArgumentException if it is one
   */
  RunSummaryFile requireFullDepth() {
    if (text("policy-sha256") != null) {
      throw new IllegalArgumentException(
          "Cannot use summary %s as --full-depth-summary: that run had a policy (give one of a run without --policy; with it, --summary)"
              .formatted(file));
    }
    return this;
  }

  /** Whether the run's answers are numbers. */
  boolean hasNumbers() {
    return root.has("tolerance"); // null without a policy, and absent for labels
  }

  /** A number; null if there is none. */
  @Nullable Double number(String name) {
    return root.path(name).isNumber() ? (Double) root.path(name).asDouble() : null;
  }

  /** A text; null if there is none. */
  @Nullable String text(String name) {
    return root.path(name).isTextual() ? root.path(name).asText() : null;
  }

  /** Rows by exit. */
  List<Long> exits() {
    List<Long> exits = new ArrayList<>();
    root.path("exit-histogram").forEach(exit -> exits.add(exit.asLong()));
    return exits;
  }
}
