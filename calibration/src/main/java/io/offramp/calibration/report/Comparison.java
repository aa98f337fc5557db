// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts two policies side by side, row by row of the same traces. */
public final class Comparison {
  private final CalibrationSet set;
  private final Measured measured;

  private Comparison(Trace trace) {
    this.set = CalibrationSet.of(trace);
    Quantity risk = trace.labelledRows() > 0 ? Quantity.ACCURACY_DROP : Quantity.DISAGREEMENT;
    this.measured = new Measured(trace, IntStream.range(0, trace.rows()).toArray(), risk);
  }

  /**
   * Compares on all rows.
   *
   * @throws IllegalArgumentException if the policies or the traces differ in their number of exits,
   *     or there is no row
   */
  public static ComparisonData ofPolicies(
      String firstName, ExitPolicy first, String secondName, ExitPolicy second, Trace trace) {
    for (ExitPolicy policy : List.of(first, second)) {
      if (policy.exits() != trace.exits()) {
        throw new IllegalArgumentException(
            "Cannot compare policies %s and %s on traces of %d exits: they are of %d and %d (must all be of one model)"
                .formatted(firstName, secondName, trace.exits(), first.exits(), second.exits()));
      }
    }
    if (trace.rows() == 0) {
      throw new IllegalArgumentException(
          "Cannot compare policies on 0 rows (must be at least 1; trace some rows first)");
    }
    return new Comparison(trace).policies(firstName, first, secondName, second);
  }

  private ComparisonData policies(
      String firstName, ExitPolicy first, String secondName, ExitPolicy second) {
    float[] one = thresholds(first);
    float[] two = thresholds(second);
    ExitTable oneTable = set.table(first.signal());
    ExitTable twoTable = set.table(second.signal());
    Point a = measured.point(oneTable, one, null, true);
    Point b = measured.point(twoTable, two, null, true);
    List<Figure> figures = new ArrayList<>();
    figures.add(share("mean cost", a.cost(), b.cost()));
    figures.add(share("compute saved", a.saved(), b.saved()));
    figures.add(share(measured.risk().id().replace('-', ' '), a.risk(), b.risk()));
    if (measured.labelled() > 0) {
      figures.add(share("accuracy", a.accuracy(), b.accuracy()));
      figures.add(share("answers that differ from full depth", a.disagreement(), b.disagreement()));
    }
    for (int exit = 1; exit <= first.exits(); exit++) {
      figures.add(
          Figure.of(
              "rows that leave at exit " + exit,
              ComparisonData.SHARE,
              a.shares().get(exit - 1),
              b.shares().get(exit - 1)));
    }
    for (int exit = 1; exit < first.exits(); exit++) {
      figures.add(
          Figure.of(
              "threshold of exit " + exit,
              ComparisonData.NUMBER,
              a.thresholds().get(exit - 1),
              b.thresholds().get(exit - 1)));
    }
    return ComparisonData.of(
        "policies",
        firstName,
        secondName,
        figures,
        List.of(
            Fact.of("signal", first.signal().id(), second.signal().id()),
            new Fact(
                "certified",
                certified(first),
                certified(second),
                promise(first).equals(promise(second))),
            Fact.of("bundle", first.bundleSha256().orElse("–"), second.bundleSha256().orElse("–"))),
        List.of(together(oneTable, one, twoTable, two)));
  }

  /** How often both say the same, and which is right where they do not. */
  private String together(ExitTable oneTable, float[] one, ExitTable twoTable, float[] two) {
    Trace trace = measured.trace();
    int same = 0;
    int oneRight = 0;
    int twoRight = 0;
    for (int row : measured.rows()) {
      int a = oneTable.exit(one, row) + 1;
      int b = twoTable.exit(two, row) + 1;
      if (trace.agree(row, a, b)) {
        same++;
        continue;
      }
      boolean aRight = trace.isRight(row, a);
      boolean bRight = trace.isRight(row, b);
      oneRight += aRight && !bRight ? 1 : 0;
      twoRight += bRight && !aRight ? 1 : 0;
    }
    return "Measured on %,d rows of the same traces. Both give the same answer on %,d of them; where they do not, the first alone is right on %,d labelled rows and the second alone on %,d."
        .formatted(trace.rows(), same, oneRight, twoRight);
  }

  /** What is claimed, slices by their number only. */
  private static String certified(ExitPolicy policy) {
    Guarantee guarantee = policy.guarantee();
    Map<String, Integer> slices = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (Claim claim : guarantee.claims()) {
      String bound = claim.quantity().id() + " at most " + claim.bound();
      if (claim.slice().isPresent()) {
        slices.merge(bound, 1, Integer::sum);
      } else {
        words.add(bound);
      }
    }
    slices.forEach(
        (bound, number) ->
            words.add(
                bound
                    + (number == 1
                        ? " in one slice"
                        : String.format(Locale.ROOT, " in each of %,d slices", number))));
    words.add("confidence " + guarantee.confidence());
    if (guarantee.validity() == Validity.ASYMPTOTIC) {
      words.add("asymptotic");
    }
    return String.join(", ", words);
  }

  /** All that is promised, and nothing of the evidence. */
  private static Set<List<Object>> promise(ExitPolicy policy) {
    Guarantee guarantee = policy.guarantee();
    return guarantee.claims().stream()
        .map(
            claim ->
                List.<Object>of(
                    claim.quantity(),
                    claim.bound(),
                    claim.slice().orElse(""),
                    guarantee.confidence(),
                    guarantee.validity()))
        .collect(Collectors.toSet());
  }

  private static Figure share(String name, @Nullable Estimate first, @Nullable Estimate second) {
    return Figure.of(
        name,
        ComparisonData.SHARE,
        first == null ? null : (Double) first.value(),
        second == null ? null : (Double) second.value());
  }

  private static float[] thresholds(ExitPolicy policy) {
    float[] thresholds = new float[policy.thresholds().size()];
    for (int exit = 0; exit < thresholds.length; exit++) {
      thresholds[exit] = policy.thresholds().get(exit).floatValue();
    }
    return thresholds;
  }
}
