// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.report.ReportData.RunFacts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.words.Decimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a report is made of.
 *
 * @param policy what it is about
 * @param policyName its file
 * @param policySha256 of that file's text
 * @param traces of the rows that certified it
 * @param classes their names, by number
 * @param slices parts of the rows, by the names that claims use
 * @param stress traces of the same rows made harder, by name
 * @param run what scoring came to
 * @param fullDepthRun the same without a policy
 * @param sample how many rows that differ to show, 0 or more
 * @param describe looks up what is known of such rows, by their number in the trace; asked once
 * @param seed of the samples that are drawn
 * @param command what the user typed
 * @param createdAt the present time, an ISO-8601 instant
 */
public record ReportInput(
    ExitPolicy policy,
    String policyName,
    String policySha256,
    NamedTrace traces,
    List<String> classes,
    List<Slice> slices,
    List<NamedTrace> stress,
    Optional<RunFacts> run,
    Optional<RunFacts> fullDepthRun,
    int sample,
    Function<int[], Map<Integer, RowWords>> describe,
    long seed,
    String command,
    String createdAt) {
  /**
   * A trace and where it is from.
   *
   * @param bundleSha256 the bundle that was traced, if it is known
   */
  public record NamedTrace(String name, Trace trace, Optional<String> bundleSha256) {}

  /**
   * What is known of a row beside its trace.
   *
   * @param textPair the second text, of rows that have two
   */
  public record RowWords(Optional<String> id, Optional<String> text, Optional<String> textPair) {}

  /**
   * Copies the lists and checks the traces.
   *
   * @throws IllegalArgumentException if traces have another number of exits than the policy, or no
   *     rows
   */
  public ReportInput {
    classes = List.copyOf(classes);
    slices = List.copyOf(slices);
    stress = List.copyOf(stress);
    require(policy, policyName, traces);
    for (NamedTrace each : stress) {
      require(policy, policyName, each);
    }
    if (sample < 0) {
      throw new IllegalArgumentException(
          "Cannot show %d rows that differ (must be 0 or more)".formatted(sample));
    }
  }

  private static void require(ExitPolicy policy, String name, NamedTrace traces) {
    if (traces.trace().exits() != policy.exits()) {
      throw new IllegalArgumentException(
          "Cannot report on policy %s with traces %s: it is of %d exits, they are of %d (give the traces that it was calibrated on)"
              .formatted(name, traces.name(), policy.exits(), traces.trace().exits()));
    }
    if (traces.trace().rows() == 0) {
      throw new IllegalArgumentException(
          "Cannot report on traces %s: they have 0 rows (must be at least 1; trace some rows first)"
              .formatted(traces.name()));
    }
    if (!traces.trace().tolerance().equals(policy.guarantee().tolerance())) {
      throw new IllegalArgumentException(
          "Cannot report on policy %s with traces %s: its tolerance is %s, theirs is %s (give the traces that it was calibrated on)"
              .formatted(
                  name,
                  traces.name(),
                  Decimal.orNone(policy.guarantee().tolerance()),
                  Decimal.orNone(traces.trace().tolerance())));
    }
  }
}
