// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.PolicyVariants;
import io.offramp.calibration.report.ReportInput.NamedTrace;
import io.offramp.calibration.report.ReportInput.RowWords;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Seeded traces of a made-up model, policies for them, and inputs of reports. */
final class SampleReports {
  static final String SCRIPT = "<script>alert(1)</script>";
  static final List<String> CLASSES = List.of("world", "sports", "business", SCRIPT);
  static final long SEED = 17;
  private static final String SHA = "ab".repeat(32);

  private SampleReports() {}

  /**
   * Rows of four classes; later exits know more, and say how sure they are. A row's probabilities
   * share what the exit does not give to its answer.
   *
   * @param hardness 0 or more; the greater, the less all exits know
   */
  static Trace trace(int rows, int exits, double hardness, long seed) {
    double[] costs = new double[exits];
    Arrays.setAll(costs, exit -> (exit + 1.0) / exits);
    TraceBuilder builder = Trace.builder(ExitCosts.of(costs), CLASSES.size());
    SplittableRandom random = new SplittableRandom(seed);
    for (int row = 0; row < rows; row++) {
      int label = random.nextInt(4);
      double hard = Math.pow(random.nextDouble(), 1 / (1 + hardness)) * 1.2;
      int lure = (label + 1 + random.nextInt(3)) % 4;
      float[][] probabilities = new float[exits][4];
      double belief = random.nextDouble() - 0.5;
      for (int exit = 0; exit < exits; exit++) {
        double known = (exit + 2.0) / (exits + 1);
        belief += 0.25 * (random.nextDouble() - 0.5);
        double score = 6 * (known - hard) + 2.5 * belief + 1.2;
        double right = 1 / (1 + Math.exp(-score));
        Arrays.fill(probabilities[exit], (float) (0.1 * (1 - Math.abs(2 * right - 1)) / 4));
        float rest = 1;
        for (float each : probabilities[exit]) {
          rest -= each;
        }
        probabilities[exit][label] += (float) (rest * right);
        probabilities[exit][lure] += (float) (rest * (1 - right));
      }
      builder.add(OptionalInt.of(label), probabilities);
    }
    return builder.build();
  }

  /** A policy certified to lose at most so much accuracy. */
  static ExitPolicy policy(Trace trace, double bound) {
    return policy(trace, Goal.of(new MaxAccuracyDrop(bound), 0.95));
  }

  /** A certified policy. */
  static ExitPolicy policy(Trace trace, Goal goal) {
    CalibrationRequest request =
        new CalibrationRequest(
            goal,
            SEED,
            Optional.of(SHA),
            "held-back.traces",
            Optional.of("fp32"),
            "2026-01-31T12:00:00Z");
    return ((Certified)
            Calibrator.calibrate(trace, request, Methods.recommended(CalibrationOptions.DEFAULT)))
        .policy();
  }

  /** The same that also promises an accuracy drop of parts of the rows, on made-up evidence. */
  static ExitPolicy withSlices(ExitPolicy policy, List<String> slices, double bound) {
    List<Claim> claims = new ArrayList<>(policy.guarantee().claims());
    Claim own = claims.get(0);
    slices.forEach(slice -> claims.add(PolicyVariants.ofSlice(own, slice, bound)));
    return PolicyVariants.withClaims(policy, claims);
  }

  /** One part for each class and for each of some languages. */
  static List<Slice> slices(Trace trace) {
    List<Slice> slices = new ArrayList<>();
    for (int label = 0; label < CLASSES.size(); label++) {
      int each = label;
      slices.add(
          new Slice(
              "label \"%s\"".formatted(CLASSES.get(label)),
              row -> trace.label(row).orElse(-1) == each));
    }
    List<String> languages = List.of("de", "en", "fr", SCRIPT);
    for (int i = 0; i < languages.size(); i++) {
      int each = i;
      slices.add(
          new Slice(
              "language \"%s\"".formatted(languages.get(i)),
              row -> row % (languages.size() + 1) % languages.size() == each));
    }
    return slices;
  }

  static Function<int[], Map<Integer, RowWords>> words() {
    return rows ->
        Arrays.stream(rows)
            .boxed()
            .collect(
                Collectors.toMap(
                    row -> row,
                    row ->
                        new RowWords(
                            Optional.of("r" + row),
                            Optional.of(SCRIPT + " text of row " + row + " & \"more\""),
                            Optional.of(SCRIPT + " second text of row " + row))));
  }

  /** An input with everything in it. */
  static ReportInput input(Trace trace, ExitPolicy policy, List<NamedTrace> stress) {
    return input(trace, policy, slices(trace), stress);
  }

  /** The same of other parts of the rows. */
  static ReportInput input(
      Trace trace, ExitPolicy policy, List<Slice> slices, List<NamedTrace> stress) {
    return new ReportInput(
        policy,
        "news.policy.json",
        SHA,
        new NamedTrace("held-back.traces", trace, Optional.of(SHA)),
        CLASSES,
        slices,
        stress,
        Optional.of(
            new ReportData.RunFacts("early", 20_000, 0.31, 0.91, 7115.2, "fp32", true, null, null)),
        Optional.of(
            new ReportData.RunFacts("full", 20_000, 1.0, 0.915, 4975.7, "fp32", false, null, null)),
        8,
        words(),
        SEED,
        "offramp report --policy news.policy.json --traces held-back.traces",
        "2026-02-01T09:30:00Z");
  }

  /** A report of so many rows. */
  static ReportData report(int rows) {
    Trace trace = trace(rows, 6, 0, 1);
    List<NamedTrace> stress = new ArrayList<>();
    for (int step = 1; step <= 3; step++) {
      stress.add(
          new NamedTrace(
              "typos %d%%".formatted(5 * step),
              trace(rows / 2, 6, 0.4 * step, 2),
              Optional.of(SHA)));
    }
    return PolicyReport.of(input(trace, policy(trace, 0.02), stress));
  }

  /** A report of a policy that bounds the cost alone. */
  static ReportData ofCost(int rows) {
    Trace trace = trace(rows, 6, 0, 1);
    Goal goal =
        new Goal(Optional.empty(), OptionalDouble.of(0.5), OptionalDouble.empty(), List.of(), 0.95);
    return PolicyReport.of(input(trace, policy(trace, goal), List.of()));
  }
}
