// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.PrecisionFields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a scoring run did; written as {@code _summary.json}.
 *
 * @param rows rows read, and written, to the output or the quarantine
 * @param quarantined rows whose {@code error} is set
 * @param truncated scored rows whose text was cut
 * @param duplicates scored rows that were answered with another row of the same text; they count
 *     for all else as if they had been scored by themselves. How many they are depends on what was
 *     on its way when a row was read, and so on the timing of tasks that share batches
 * @param exitHistogram scored rows by exit, from the first
 * @param meanCost mean over the scored rows, as a fraction of full depth; empty if there are none
 * @param labelled scored rows with a label that the model knows
 * @param unknownLabels scored rows with a label that it does not; they do not count for accuracy
 * @param right of those, how many were predicted right
 * @param numbers what only numbers have; empty: answers are labels
 * @param seconds wall time of reading, scoring and writing
 * @param bundleSha256 identity of the bundle
 * @param policySha256 SHA-256 of the policy file; empty: full depth
 * @param precision what the model computed in, and why
 * @param tables what was read and written
 */
public record ScoreSummary(
    long rows,
    long quarantined,
    long truncated,
    long duplicates,
    List<Long> exitHistogram,
    OptionalDouble meanCost,
    long labelled,
    long unknownLabels,
    long right,
    Optional<Numbers> numbers,
    double seconds,
    String bundleSha256,
    Optional<String> policySha256,
    PrecisionChoice precision,
    ScoredTables tables) {
  /** Its name in the output folder. */
  public static final String FILE = TableWriter.SUMMARY;

  /** Rows scored. */
  public long scored() {
    return rows - quarantined;
  }

  /** Rows in the output: all, or those without an error if the others are in a quarantine. */
  public long written() {
    return tables.quarantine().isPresent() ? scored() : rows;
  }

  /** Rows a second, over all rows. */
  public double rowsPerSecond() {
    return rows / seconds;
  }

  /**
   * What only numbers have.
   *
   * @param tolerance within which one is right, the policy's; empty: there is no policy
   * @param meanAbsoluteError mean distance from the labels, in their unit; empty if there are none
   */
  public record Numbers(OptionalDouble tolerance, OptionalDouble meanAbsoluteError) {}

  /**
   * Share of the labelled rows that were predicted right; empty also where answers are numbers and
   * there is no policy to say how near is right.
   */
  public OptionalDouble accuracy() {
    boolean unsaid = numbers.isPresent() && numbers.get().tolerance().isEmpty();
    return labelled == 0 || unsaid
        ? OptionalDouble.empty()
        : OptionalDouble.of(right / (double) labelled);
  }

  String toJson(ScoreRequest request) {
    ObjectNode root = Json.object();
    root.put("format", "offramp-summary").put("format-version", 1);
    root.put("offramp-version", OfframpVersion.current());
    root.put("input", request.input()).put("output", request.output());
    root.put("output-format", request.outputFormat().id());
    root.put("mode", request.mode().id());
    ArrayNode folders = root.putArray("partition-columns");
    tables.partitionColumns().forEach(folders::add);
    root.put("quarantine", tables.quarantine().orElse(null));
    root.put("rows", rows)
        .put("written", written())
        .put("scored", scored())
        .put("quarantined", quarantined);
    root.put("truncated", truncated).put("duplicates", duplicates);
    ArrayNode exits = root.putArray("exit-histogram");
    exitHistogram.forEach(exits::add);
    root.put("mean-cost", boxed(meanCost));
    root.put("labelled-rows", labelled).put("unknown-label-rows", unknownLabels);
    root.put("accuracy", boxed(accuracy()));
    numbers.ifPresent(
        only ->
            root.put("tolerance", boxed(only.tolerance()))
                .put("mean-absolute-error", boxed(only.meanAbsoluteError())));
    root.put("seconds", seconds).put("rows-per-second", rowsPerSecond());
    root.put("bundle-sha256", bundleSha256).put("policy-sha256", policySha256.orElse(null));
    PrecisionFields.write(precision, root);
    root.put("precision-agreement", boxed(precision.agreement().share()));
    ArrayNode reasons = root.putArray("bad-row-reasons");
    for (BadRowReason reason : tables.badRowReasons()) {
      reasons
          .addObject()
          .put("reason", reason.reason())
          .put("rows", reason.rows())
          .put("example-id", reason.exampleId().orElse(null));
    }
    ArrayNode skipped = root.putArray("skipped-files");
    tables
        .skippedFiles()
        .forEach(
            file -> skipped.addObject().put("file", file.file()).put("problem", file.problem()));
    return Json.pretty(root);
  }

  private static @org.jspecify.annotations.Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
