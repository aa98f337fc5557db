// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.words.Counted;
import io.offramp.calibration.words.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
      if (!policy.guarantee().tolerance().equals(trace.tolerance())) {
        throw new IllegalArgumentException(
            "Cannot compare policies %s and %s on traces of tolerance %s: theirs are %s and %s (must all be the same)"
                .formatted(
                    firstName,
                    secondName,
                    Decimal.orNone(trace.tolerance()),
                    Decimal.orNone(first.guarantee().tolerance()),
                    Decimal.orNone(second.guarantee().tolerance())));
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
    if (measured.labelled() > 0 && measured.trace().tolerance().isPresent()) {
      figures.add(
          Figure.of(
              ComparisonData.MEAN_ABSOLUTE_ERROR,
              ComparisonData.NUMBER,
              meanAbsoluteError(oneTable, one),
              meanAbsoluteError(twoTable, two)));
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
        facts(first, second),
        List.of(together(oneTable, one, twoTable, two)));
  }

  private static List<Fact> facts(ExitPolicy first, ExitPolicy second) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("signal", first.signal().id(), second.signal().id()));
    OptionalDouble tolerance = first.guarantee().tolerance();
    if (tolerance.isPresent()) {
      facts.add(
          Fact.of(
              ComparisonData.TOLERANCE,
              Decimal.orNone(tolerance),
              Decimal.orNone(second.guarantee().tolerance())));
    }
    facts.add(CertifiedFact.of(first, second));
    facts.add(
        Fact.of("bundle", first.bundleSha256().orElse("–"), second.bundleSha256().orElse("–")));
    return facts;
  }

  /** Of the rows whose label is known, of which there is at least one. */
  private double meanAbsoluteError(ExitTable table, float[] thresholds) {
    Trace trace = measured.trace();
    double sum = 0;
    for (int row : measured.rows()) {
      OptionalInt label = trace.label(row);
      if (label.isPresent()) {
        float said = trace.number(trace.prediction(row, table.exit(thresholds, row) + 1));
        sum += Math.abs((double) said - trace.number(label.getAsInt()));
      }
    }
    return sum / measured.labelled();
  }

  /**
   * How often both say the same, and on how many rows one alone is right. Of numbers, one may be
   * near the other's and yet be right alone.
   */
  private String together(ExitTable oneTable, float[] one, ExitTable twoTable, float[] two) {
    Trace trace = measured.trace();
    int same = 0;
    int oneRight = 0;
    int twoRight = 0;
    for (int row : measured.rows()) {
      int a = oneTable.exit(one, row) + 1;
      int b = twoTable.exit(two, row) + 1;
      same += trace.agree(row, a, b) ? 1 : 0;
      boolean aRight = trace.isRight(row, a);
      boolean bRight = trace.isRight(row, b);
      oneRight += aRight && !bRight ? 1 : 0;
      twoRight += bRight && !aRight ? 1 : 0;
    }
    return "Measured on %s of the same traces. Both give the same answer on %,d of them. Of labelled rows the first alone is right on %,d, the second alone on %,d."
        .formatted(Counted.of(trace.rows(), "row"), same, oneRight, twoRight);
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
