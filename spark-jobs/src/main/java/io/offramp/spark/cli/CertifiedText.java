// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.words.Counted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Prints a certified policy: its exits, how it was found, what is claimed, and the guarantee. */
final class CertifiedText {
  private static final int MOST_SLICES = 10;

  private CertifiedText() {}

  static void show(Trace trace, Certified certified, Terminal terminal) {
    ExitPolicy policy = certified.policy();
    Guarantee guarantee = policy.guarantee();
    terminal.table(exits(trace, certified));
    terminal.print(
        "expected cost "
            + number("%.3f", guarantee.expectedCost())
            + " of full depth, signal "
            + policy.signal().id());
    terminal.print(
        "method: %s; %s tested"
            .formatted(guarantee.method(), Counted.of(guarantee.levelsTested(), "level")));
    claims(guarantee).forEach(terminal::print);
    if (guarantee.validity() == Validity.ASYMPTOTIC) {
      terminal.print(
          "The guarantee is asymptotic: its confidence is reached only as rows grow in number.");
    }
    terminal.print(guarantee.statement());
  }

  private static List<List<String>> exits(Trace trace, Certified certified) {
    ExitPolicy policy = certified.policy();
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "cost", "threshold", "rows", "accuracy", "agreement"));
    for (int exit = 1; exit <= policy.exits(); exit++) {
      table.add(
          List.of(
              String.valueOf(exit),
              number("%.3f", policy.costs().cost(exit)),
              exit < policy.exits() ? threshold(policy.thresholds().get(exit - 1)) : "-",
              number("%.1f%%", 100 * certified.exitShares().get(exit - 1)),
              trace.labelledRows() > 0 ? number("%.4f", trace.accuracy(exit)) : "-",
              number("%.4f", trace.agreement(exit))));
    }
    return table;
  }

  /**
   * All claims; of those about many slices only the ones that were seen closest to their bound for
   * their rows.
   */
  static List<String> claims(Guarantee guarantee) {
    List<Claim> slices =
        guarantee.claims().stream().filter(claim -> claim.slice().isPresent()).toList();
    List<Claim> weakest =
        slices.stream().sorted(Comparator.comparingDouble(Claim::room)).limit(MOST_SLICES).toList();
    List<String> lines = new ArrayList<>();
    for (Claim claim : guarantee.claims()) {
      if (claim.slice().isEmpty() || slices.size() <= MOST_SLICES) {
        lines.add("certified: " + words(claim));
      }
    }
    if (slices.size() > MOST_SLICES) {
      weakest.forEach(claim -> lines.add("certified: " + words(claim)));
      lines.add(
          "certified: %,d more slices, none of them closer to its bound for its rows; the policy names them"
              .formatted(slices.size() - MOST_SLICES));
    }
    return lines;
  }

  private static String words(Claim claim) {
    String of = claim.slice().map(slice -> " of rows with " + slice).orElse("");
    String counts =
        switch (claim.quantity()) {
          case ACCURACY_DROP ->
              "; %,d harmful, %,d helpful".formatted(claim.harmful(), claim.helpful());
          case DISAGREEMENT -> "; %,d differ".formatted(claim.harmful());
          case COST -> "";
        };
    return String.format(
        Locale.ROOT,
        "%s%s at most %s (%.4f on %,d rows%s; %s%s, delta %s)",
        claim.quantity().id(),
        of,
        claim.bound(),
        claim.estimate(),
        claim.rows(),
        counts,
        claim.test(),
        pValue(claim),
        claim.delta());
  }

  /**
   * Betting stops as soon as it has won: its p-value is always just below delta and says no more.
   */
  private static String pValue(Claim claim) {
    return claim.test().equals(RiskTest.BETTING.id()) ? "" : number(", p %.3g", claim.pValue());
  }

  private static String threshold(double value) {
    return value == Double.POSITIVE_INFINITY ? "never" : number("%.6f", value);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
