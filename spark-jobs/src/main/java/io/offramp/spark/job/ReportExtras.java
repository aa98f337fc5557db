// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a report may show beside a policy and its traces.
 *
 * @param stress traces of rows that were made harder, by name, in the order to show them
 * @param summary a run with the policy: its output folder or its summary's file
 * @param fullDepthSummary a run without a policy
 * @param data the table that was traced, for the texts of rows
 * @param columns of that table
 * @param sample how many rows that differ to show
 */
public record ReportExtras(
    Map<String, String> stress,
    Optional<String> summary,
    Optional<String> fullDepthSummary,
    Optional<String> data,
    TextColumns columns,
    int sample) {
  /** How many rows that differ are shown unless asked otherwise. */
  public static final int SAMPLE = 30;

  /** More would make a page that nobody reads and few can load. */
  public static final int MOST = 1000;

  /** Nothing else. */
  public static final ReportExtras NONE =
      new ReportExtras(
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          TextColumns.DEFAULT,
          SAMPLE);

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the sample is less than 0 or more than {@link #MOST}
   */
  public ReportExtras {
    stress = Collections.unmodifiableMap(new LinkedHashMap<>(stress));
    if (sample < 0 || sample > MOST) {
      throw new IllegalArgumentException(
          "Cannot use --sample %d (must be within 0 to %d)".formatted(sample, MOST));
    }
  }

  /** The same with the table that was traced. */
  public ReportExtras withData(String table) {
    return new ReportExtras(stress, summary, fullDepthSummary, Optional.of(table), columns, sample);
  }

  /** The same with summaries of two runs. */
  public ReportExtras withSummaries(String run, String fullDepthRun) {
    return new ReportExtras(
        stress, Optional.of(run), Optional.of(fullDepthRun), data, columns, sample);
  }
}
