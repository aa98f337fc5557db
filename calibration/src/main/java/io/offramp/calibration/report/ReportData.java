// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a report; the page shows these and no others. Written as JSON with the same names
 * in kebab case; null stands for what is not known.
 *
 * @param format {@code offramp-report}
 * @param formatVersion 1
 * @param headline what a hurried reader needs
 * @param policy the policy that is reported on
 * @param rows the rows that the figures are measured on
 * @param chosen index of the policy itself in {@code points}
 * @param points policies by the bound that they keep, the policy itself among them
 * @param whatIf what moving along the points means, or why there is only one
 * @param frontier the candidates that calibration chose among
 * @param alternatives other ways to choose thresholds
 * @param backtest how often these break their bound; null if that was not tried
 * @param exits what each exit does on its own
 * @param reliability how far confidences can be believed
 * @param slices parts of the rows, those first on which the policy loses most
 * @param slicesLeftOut how many parts are not among them, as there are too many
 * @param noSlices why there is none; null if there are some
 * @param differences rows of which the policy makes something else than the last exit
 * @param stress the policy on rows that were made harder
 * @param run what scoring with the policy came to; null if no summary was given
 * @param fullDepthRun the same without a policy; null if no summary was given
 * @param provenance where all this is from
 */
public record ReportData(
    String format,
    int formatVersion,
    Headline headline,
    PolicyFacts policy,
    RowFacts rows,
    int chosen,
    List<Point> points,
    String whatIf,
    List<Curve> frontier,
    List<Alternative> alternatives,
    @Nullable Repeats backtest,
    List<ExitFacts> exits,
    List<ExitReliability> reliability,
    List<SliceFacts> slices,
    int slicesLeftOut,
    @Nullable String noSlices,
    Differences differences,
    List<StressFacts> stress,
    @Nullable RunFacts run,
    @Nullable RunFacts fullDepthRun,
    Provenance provenance) {
  /**
   * What a hurried reader needs.
   *
   * @param status {@code reproduced} if the traces bear out the certificate to the last digit,
   *     {@code stated} if the policy says so but these traces cannot show it
   * @param sentence what was asked for and whether it is certified
   * @param saving what is gained, in a sentence
   * @param assumptions what the certificate rests on
   * @param warnings what is wrong or missing
   */
  public record Headline(
      String status,
      String sentence,
      String saving,
      List<String> assumptions,
      List<String> warnings) {}

  /**
   * The policy.
   *
   * @param signal what thresholds are compared with
   * @param costs by exit, as a fraction of the last exit's
   * @param confidence with which all claims hold together
   * @param validity {@code exact} or {@code asymptotic}
   * @param method how it was found, in words
   * @param levelsTested candidates tested
   * @param statement the whole guarantee
   * @param claims its bounds
   */
  public record PolicyFacts(
      String signal,
      List<Double> costs,
      double confidence,
      String validity,
      String method,
      int levelsTested,
      String statement,
      List<ClaimFacts> claims) {}

  /**
   * A bound and its evidence.
   *
   * @param slice the rows it is about; null for all
   * @param room how far the estimate is below the bound for its rows: what ranks parts
   */
  public record ClaimFacts(
      String quantity,
      double bound,
      @Nullable String slice,
      String test,
      double delta,
      long rows,
      double estimate,
      long harmful,
      long helpful,
      double pValue,
      double room) {}

  /**
   * The rows.
   *
   * @param all rows of the traces
   * @param labelled of them
   * @param measured rows that figures are about: those that certified, if they are known
   * @param measuredLabelled of them
   * @param tuning rows that only tuned; null if they are not known
   * @param certifying whether the measured rows are the certifying ones
   * @param choosing rows that other methods chose by, measured ones all; null if none was tried
   * @param risk {@code accuracy-drop} or {@code disagreement}: what the report calls risk
   */
  public record RowFacts(
      int all,
      int labelled,
      int measured,
      int measuredLabelled,
      @Nullable Integer tuning,
      boolean certifying,
      @Nullable Integer choosing,
      String risk) {}

  /**
   * A policy and what it does to the measured rows.
   *
   * @param bound on the risk that it was chosen for; null if it bounds none
   * @param found whether the candidates hold one for this bound; if not the figures are those of
   *     full depth
   * @param thresholds by exit but the last; null where no row leaves
   * @param leaving rows by exit
   * @param shares the same as parts of all
   * @param cost mean cost
   * @param saved 1 less the cost
   * @param risk accuracy drop or disagreement; null without a row to see it on
   * @param disagreement share of rows answered otherwise than by the last exit
   * @param accuracy null without labels
   */
  public record Point(
      @Nullable Double bound,
      boolean found,
      List<@Nullable Double> thresholds,
      List<Integer> leaving,
      List<Double> shares,
      Estimate cost,
      Estimate saved,
      @Nullable Estimate risk,
      Estimate disagreement,
      @Nullable Estimate accuracy) {}

  /** Candidates from safe to cheap. */
  public record Curve(String name, List<CurvePoint> points) {}

  /**
   * A candidate on the measured rows.
   *
   * @param certified whether it is tested before the first that fails, at the policy's own bound
   */
  public record CurvePoint(int level, double cost, Estimate risk, boolean certified) {}

  /**
   * Another way to choose thresholds, on the same rows.
   *
   * @param name of the method
   * @param words what it does
   * @param assurance {@code exact}, {@code expectation} or {@code none}
   * @param found whether it found thresholds; if not the figures are those of full depth
   * @param violations splits of the backtest that broke the bound; null without one
   * @param violationRate the same as a share
   */
  public record Alternative(
      String name,
      String words,
      String assurance,
      boolean found,
      double cost,
      @Nullable Estimate risk,
      @Nullable Integer violations,
      @Nullable Estimate violationRate) {}

  /**
   * How often methods were tried anew.
   *
   * @param splits random halvings
   * @param rows that were halved, drawn from the traces
   * @param allowed the share of splits in which the true risk may break the bound: 1 - confidence
   */
  public record Repeats(int splits, int rows, double allowed) {}

  /**
   * An exit by itself, if all rows left there.
   *
   * @param exit 1..K
   * @param agreement share of rows that it answers as the last exit
   * @param accuracy null without labels
   */
  public record ExitFacts(int exit, double cost, Estimate agreement, @Nullable Estimate accuracy) {}

  /**
   * Reliability diagrams of an exit.
   *
   * @param accuracy of its max-probability as the chance of being right; null without labels
   * @param agreement of the signal as the chance of answering as the last exit; null for that one
   * @param calibrated the same after calibration on the tuning rows; null if nothing was calibrated
   * @param calibration how that was done; null if it was not
   */
  public record ExitReliability(
      int exit,
      @Nullable Diagram accuracy,
      @Nullable Diagram agreement,
      @Nullable Diagram calibrated,
      @Nullable String calibration) {}

  /**
   * Rows in ten bins by what is said of them.
   *
   * @param ece expected calibration error: the mean over rows of |said - seen| of their bin
   */
  public record Diagram(double ece, List<Bin> bins) {}

  /**
   * Rows of which about the same is said.
   *
   * @param said mean of what is said
   * @param seen the share that bears it out
   */
  public record Bin(int rows, double said, Estimate seen) {}

  /**
   * Part of the rows.
   *
   * @param name such as {@code label "sports"}
   * @param rows of the measured ones
   * @param bound on its risk that is certified; null if none is
   */
  public record SliceFacts(
      String name,
      int rows,
      Estimate cost,
      Estimate risk,
      @Nullable Estimate accuracy,
      @Nullable Double fullDepthAccuracy,
      @Nullable Double bound) {}

  /**
   * Rows answered otherwise than at full depth; of numbers also those that count as answered the
   * same, as the two are near each other, though only one of them is near the label.
   *
   * @param rows how many of the measured ones
   * @param same of them, those that count as answered the same; 0 where answers are no numbers
   * @param harmful of them, right at full depth and wrong now
   * @param helpful of them, wrong at full depth and right now
   * @param words the same in sentences
   * @param sample some of them, drawn at random
   */
  public record Differences(
      int rows, int same, int harmful, int helpful, String words, List<Difference> sample) {}

  /**
   * Such a row.
   *
   * @param row its number in the traces, from 1
   * @param id its key; null if the traces have none
   * @param textPair the second text; null if rows have one only
   * @param exit where it leaves
   * @param effect {@code harmful}, {@code helpful}, {@code both-wrong}, {@code both-right}, {@code
   *     same-harmful}, {@code same-helpful} or {@code unknown}
   */
  public record Difference(
      int row,
      @Nullable String id,
      @Nullable String text,
      @Nullable String textPair,
      @Nullable String label,
      int exit,
      String answer,
      double confidence,
      String fullDepthAnswer,
      double fullDepthConfidence,
      String effect) {}

  /**
   * The policy on rows that were made harder.
   *
   * @param aboveBound whether the whole interval of the risk is above the certified bound
   */
  public record StressFacts(
      String name,
      int rows,
      Estimate cost,
      @Nullable Estimate risk,
      Estimate disagreement,
      @Nullable Estimate accuracy,
      @Nullable Double fullDepthAccuracy,
      boolean aboveBound) {}

  /**
   * A run of scoring, from its summary.
   *
   * @param samePolicy whether the run's policy is the one reported on
   * @param tolerance of numbers, which the accuracy is about; null without a policy, or if answers
   *     are no numbers
   * @param meanAbsoluteError of numbers, in the labels' unit; null without labels
   */
  public record RunFacts(
      String source,
      long rows,
      @Nullable Double meanCost,
      @Nullable Double accuracy,
      double rowsPerSecond,
      @Nullable String precision,
      boolean samePolicy,
      @Nullable Double tolerance,
      @Nullable Double meanAbsoluteError) {}

  /**
   * Where the report is from.
   *
   * @param policyCreatedAt when the policy was made, by which version, from which traces, with
   *     which seed
   */
  public record Provenance(
      String createdAt,
      String offrampVersion,
      String command,
      String policy,
      String policySha256,
      String policyCreatedAt,
      String policyVersion,
      String policyTraces,
      long seed,
      @Nullable String precision,
      @Nullable String policyBundleSha256,
      String traces,
      @Nullable String tracesBundleSha256) {}
}
