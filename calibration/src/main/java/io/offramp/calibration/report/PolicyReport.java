// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Frontier;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ReportData.Alternative;
import io.offramp.calibration.report.ReportData.ClaimFacts;
import io.offramp.calibration.report.ReportData.Curve;
import io.offramp.calibration.report.ReportData.ExitFacts;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.PolicyFacts;
import io.offramp.calibration.report.ReportData.Provenance;
import io.offramp.calibration.report.ReportData.RowFacts;
import io.offramp.calibration.report.ReportData.SliceFacts;
import io.offramp.calibration.report.ReportData.StressFacts;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Computes all figures of a report. The same input gives the same figures. */
public final class PolicyReport {
  private static final String FORMAT = "offramp-report";
  private static final int FORMAT_VERSION = 1;

  private final ReportInput input;
  private final ExitPolicy policy;
  private final Trace trace;
  private final Replay replay;
  private final Measured measured;
  private final ExitTable table;
  private final float[] thresholds;

  private PolicyReport(ReportInput input) {
    this.input = input;
    this.policy = input.policy();
    this.trace = input.traces().trace();
    this.replay = new Replay(policy, trace, input.slices());
    int[] rows =
        certifying()
            .map(Frontier::certifyingRows)
            .orElseGet(() -> IntStream.range(0, trace.rows()).toArray());
    this.measured = new Measured(trace, rows, risk());
    this.table = replay.set().table(policy.signal());
    this.thresholds = new float[policy.thresholds().size()];
    for (int exit = 0; exit < thresholds.length; exit++) {
      thresholds[exit] = policy.thresholds().get(exit).floatValue();
    }
  }

  /**
   * Computes.
   *
   * @throws IllegalArgumentException if the traces lack what the policy's signal is computed from
   */
  public static ReportData of(ReportInput input) {
    return new PolicyReport(input).data();
  }

  /** The candidates, if it was their rows that certified the policy: cross-fitting has others. */
  private Optional<Frontier> certifying() {
    return replay.reproduced() && policy.guarantee().validity() == Validity.EXACT
        ? replay.frontier()
        : Optional.empty();
  }

  /** What the policy bounds; if that is the cost only, what labels allow to see. */
  private Quantity risk() {
    return replay
        .goal()
        .flatMap(Goal::risk)
        .map(RiskTarget::quantity)
        .orElseGet(() -> trace.labelledRows() > 0 ? Quantity.ACCURACY_DROP : Quantity.DISAGREEMENT);
  }

  private ReportData data() {
    Optional<Double> bound = replay.goal().flatMap(Goal::risk).map(RiskTarget::bound);
    Point own = measured.point(table, thresholds, bound.orElse(null), true);
    List<Point> points = new ArrayList<>(List.of(own));
    List<Curve> curves = List.of();
    List<Alternative> alternatives = List.of();
    Optional<BacktestReport> backtest = Optional.empty();
    boolean seen = measured.risk() == Quantity.DISAGREEMENT || measured.labelled() > 0;
    if (replay.frontier().isPresent() && seen) {
      CalibrationSet set = replay.set();
      Goal goal = replay.goal().orElseThrow();
      FrontierCurves frontier = new FrontierCurves(replay.frontier().get(), measured);
      curves = frontier.curves(certifying().isPresent());
      if (bound.isPresent()) {
        points.addAll(frontier.explored(goal.risk().orElseThrow()));
        Alternatives others = new Alternatives(measured, set, goal, replay.method(), input.seed());
        backtest = others.backtest();
        alternatives = others.all(own, backtest);
      }
    }
    points.sort(Comparator.comparingDouble(point -> bound(point)));
    List<SliceFacts> slices = slices();
    RowFacts rows = rows(alternatives.isEmpty() ? null : (Integer) Alternatives.choosing(measured));
    return new ReportData(
        FORMAT,
        FORMAT_VERSION,
        Headlines.of(policy, replay.reproduced(), rows, own, warnings()),
        policyFacts(),
        rows,
        points.indexOf(own),
        points,
        whatIf(points.size()),
        curves,
        alternatives,
        backtest.map(Alternatives::repeats).orElse(null),
        exits(),
        new ReliabilityDiagrams(measured, table, replay.options().calibration(), tuning()).all(),
        slices.subList(0, Math.min(SliceFigures.MOST, slices.size())),
        Math.max(0, slices.size() - SliceFigures.MOST),
        slices.isEmpty() ? SliceFigures.whyNone(measured, !input.slices().isEmpty()) : null,
        DifferingRows.of(input, measured, table, thresholds),
        stress(),
        input.run().orElse(null),
        input.fullDepthRun().orElse(null),
        provenance());
  }

  private static double bound(Point point) {
    Double bound = point.bound();
    return bound == null ? 0 : bound;
  }

  private int[] tuning() {
    return certifying().map(Frontier::tuningRows).orElse(new int[0]);
  }

  private RowFacts rows(@Nullable Integer choosing) {
    return new RowFacts(
        trace.rows(),
        trace.labelledRows(),
        measured.rows().length,
        measured.labelled(),
        certifying().map(frontier -> frontier.tuningRows().length).orElse(null),
        certifying().isPresent(),
        choosing,
        measured.risk().id());
  }

  private String whatIf(int points) {
    if (points == 1) {
      return replay.goal().flatMap(Goal::risk).isEmpty()
          ? "The policy bounds no risk, so there is no bound to move."
          : "These traces could not be calibrated, so there is no other bound to show.";
    }
    return "The candidates and the certifying rows stay as they are; each bound shows the cheapest candidate that the same tests would have passed at it. A guarantee holds for the bound that was chosen before the rows were looked at, so all others are exploration. To certify another one, calibrate with it on fresh rows.";
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!replay.reproduced()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "These traces do not bear out the certificate: calibrating them again as the policy says does not give this policy. They may be of other rows or of another model, or the policy was made by another version or method. Figures are measured on all %,d rows of the traces, and what was certified is quoted from the policy.",
              trace.rows()));
      warnings.addAll(replay.problems());
    }
    Optional<String> traced = input.traces().bundleSha256();
    if (traced.isPresent()
        && policy.bundleSha256().isPresent()
        && !traced.equals(policy.bundleSha256())) {
      warnings.add(
          "The traces are of bundle %s, the policy is of bundle %s."
              .formatted(traced.get(), policy.bundleSha256().get()));
    }
    return warnings;
  }

  private PolicyFacts policyFacts() {
    Guarantee guarantee = policy.guarantee();
    return new PolicyFacts(
        policy.signal().id(),
        IntStream.rangeClosed(1, policy.exits()).mapToObj(policy.costs()::cost).toList(),
        guarantee.confidence(),
        guarantee.validity().id(),
        guarantee.method(),
        guarantee.levelsTested(),
        guarantee.statement(),
        guarantee.claims().stream().map(PolicyReport::facts).toList());
  }

  private static ClaimFacts facts(Claim claim) {
    return new ClaimFacts(
        claim.quantity().id(),
        claim.bound(),
        claim.slice().orElse(null),
        claim.test(),
        claim.delta(),
        claim.rows(),
        claim.estimate(),
        claim.harmful(),
        claim.helpful(),
        claim.pValue(),
        claim.room());
  }

  private List<ExitFacts> exits() {
    return IntStream.rangeClosed(1, policy.exits())
        .mapToObj(
            exit ->
                new ExitFacts(
                    exit,
                    policy.costs().cost(exit),
                    measured.agreement(exit),
                    measured.accuracy(exit).orElse(null)))
        .toList();
  }

  private List<SliceFacts> slices() {
    List<Slice> slices = input.slices();
    return SliceFigures.of(measured, table, thresholds, policy, slices);
  }

  private List<StressFacts> stress() {
    List<StressFacts> all = new ArrayList<>();
    Optional<Double> bound = replay.goal().flatMap(Goal::risk).map(RiskTarget::bound);
    for (ReportInput.NamedTrace each : input.stress()) {
      int[] rows = IntStream.range(0, each.trace().rows()).toArray();
      Measured there = new Measured(each.trace(), rows, measured.risk());
      CalibrationSet set = CalibrationSet.of(each.trace());
      Point point = there.point(set.table(policy.signal()), thresholds, null, true);
      Estimate risk = point.risk();
      all.add(
          new StressFacts(
              each.name(),
              rows.length,
              point.cost(),
              risk,
              point.disagreement(),
              point.accuracy(),
              there.accuracy(policy.exits()).map(Estimate::value).orElse(null),
              risk != null && bound.isPresent() && risk.low() > bound.get()));
    }
    return all;
  }

  private Provenance provenance() {
    return new Provenance(
        input.createdAt(),
        OfframpVersion.current(),
        input.command(),
        input.policyName(),
        input.policySha256(),
        policy.provenance().createdAt(),
        policy.provenance().offrampVersion(),
        policy.provenance().traces(),
        policy.provenance().seed(),
        policy.provenance().precision().orElse(null),
        policy.bundleSha256().orElse(null),
        input.traces().name(),
        input.traces().bundleSha256().orElse(null));
  }
}
