// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import io.offramp.calibration.signal.Signal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a row leaves a multi-exit model, and what is guaranteed if it does: a row leaves at the
 * first exit k whose signal is at least the k-th threshold, and at exit K otherwise.
 *
 * @param signal how sure the model is of a row at an exit
 * @param thresholds K-1 numbers, exit 1's first, each in [0,1], or {@link Double#POSITIVE_INFINITY}
 *     where no row leaves; the last exit has none
 * @param costs the K exit costs the policy was calibrated with
 * @param bundleSha256 SHA-256 of the bundle the policy belongs to, 64 lower-case hexadecimal
 *     digits; with any other bundle the guarantee is void. Empty if it was calibrated on traces
 *     that were not made from a bundle
 * @param guarantee what was certified
 * @param provenance where the policy comes from
 */
public record ExitPolicy(
    Signal signal,
    List<Double> thresholds,
    ExitCosts costs,
    Optional<String> bundleSha256,
    Guarantee guarantee,
    PolicyProvenance provenance) {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the parts against each other and copies the thresholds.
   *
   * @throws IllegalArgumentException if there are not K-1 thresholds, one is out of range, the
   *     signal is made for another number of exits, or the bundle's hash is not a SHA-256 in
   *     lower-case hexadecimal
   */
  public ExitPolicy {
    thresholds = List.copyOf(thresholds);
    if (thresholds.size() != costs.exits() - 1) {
      throw new IllegalArgumentException(
          "Cannot build an exit policy: %d thresholds for %d exit costs (must be one fewer: %d)"
              .formatted(thresholds.size(), costs.exits(), costs.exits() - 1));
    }
    for (int i = 0; i < thresholds.size(); i++) {
      double threshold = thresholds.get(i);
      if (!(threshold >= 0 && threshold <= 1) && threshold != Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            ("Cannot build an exit policy: the threshold of exit %d is %s (must be in [0,1], or"
                    + " infinite for no row to leave there)")
                .formatted(i + 1, threshold));
      }
    }
    signal.requireExits(costs.exits());
    if (bundleSha256.isPresent() && !SHA_256.matcher(bundleSha256.get()).matches()) {
      throw new IllegalArgumentException(
          ("Cannot build an exit policy: bundle SHA-256 \"%s\" (must be 64 lower-case "
                  + "hexadecimal digits)")
              .formatted(bundleSha256.get()));
    }
  }

  /** The number of exits, K. */
  public int exits() {
    return costs.exits();
  }

  /**
   * Whether a row leaves at an exit, given that it has not left before.
   *
   * @param exit 1..K
   * @param signalValue the signal at that exit; not looked at when the exit is K
   * @return true if the exit is K or the signal is at least the exit's threshold
   * @throws IndexOutOfBoundsException if there is no such exit
   * @throws IllegalArgumentException if the signal is NaN
   */
  public boolean leaves(int exit, double signalValue) {
    if (exit < 1 || exit > exits()) {
      throw new IndexOutOfBoundsException(
          "Cannot decide at exit %d (must be in 1..%d)".formatted(exit, exits()));
    }
    if (exit == exits()) {
      return true;
    }
    if (Double.isNaN(signalValue)) {
      throw new IllegalArgumentException(
          ("Cannot decide at exit %d: the %s signal is NaN (must be in [0,1]; check "
                  + "the model's precision)")
              .formatted(exit, signal.id()));
    }
    return signalValue >= thresholds.get(exit - 1);
  }

  /**
   * The exit at which a row leaves.
   *
   * @param signalsOfOneRow K signals, exit 1's first; the last is not looked at
   * @return 1..K
   * @throws IllegalArgumentException if there are not K signals, or one that matters is NaN
   */
  public int exitOf(double[] signalsOfOneRow) {
    if (signalsOfOneRow.length != exits()) {
      throw new IllegalArgumentException(
          "Cannot find a row's exit: %d signals (must be one for each of %d exits)"
              .formatted(signalsOfOneRow.length, exits()));
    }
    int exit = 1;
    while (!leaves(exit, signalsOfOneRow[exit - 1])) {
      exit++;
    }
    return exit;
  }
}
