// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offramp.calibration.json.JsonFields;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.report.ReportData.RunFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The summary that a scoring run left, as it is read by reports: what they do not know they leave.
 */
final class RunSummaryFile {
  private static final String KIND = "summary";

  private final Path file;
  private final JsonNode root;

  private RunSummaryFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads one.
   *
   * @param place the file, or the folder of the output that it is in
   * @throws io.offramp.calibration.json.FileFormatException if it is no summary
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static RunSummaryFile read(String place) {
    Path given = Path.of(place);
    Path file = Files.isDirectory(given) ? given.resolve(ScoreSummary.FILE) : given;
    String text = JsonFiles.readText(file, KIND);
    JsonFields.parse(text, KIND, file.toString())
        .requireFormat("offramp-summary", 1, "score again with this Offramp");
    try {
      return new RunSummaryFile(file, new JsonMapper().readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read summary " + file, e); // it was JSON just now
    }
  }

  /** Whether there is a summary at a place. */
  static boolean isAt(String place) {
    Path given = Path.of(place);
    return Files.isDirectory(given) && Files.isRegularFile(given.resolve(ScoreSummary.FILE));
  }

  /**
   * What a report shows of it.
   *
   * @param policySha256 of the policy that is reported on
   */
  RunFacts facts(String policySha256) {
    return new RunFacts(
        file.toString(),
        root.path("rows").asLong(),
        number("mean-cost"),
        number("accuracy"),
        root.path("rows-per-second").asDouble(),
        text("precision"),
        policySha256.equals(text("policy-sha256")));
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
