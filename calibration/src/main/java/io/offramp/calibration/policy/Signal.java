// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How sure an exit is of its answer: a number in [0,1], greater meaning surer.
 *
 * <p>Later versions may add signals, so a {@code switch} over them needs a default branch. An
 * {@link #id()} once released keeps its meaning.
 */
public enum Signal {
  /** The greatest class probability; at least 1/C for C classes. */
  MAX_PROBABILITY("max-probability") {
    @Override
    public double value(float[] probabilities) {
      if (probabilities.length == 0) {
        throw new IllegalArgumentException(
            "Cannot compute max-probability: there are 0 probabilities (must be one a class)");
      }
      float greatest = probabilities[0];
      for (int c = 0; c < probabilities.length; c++) {
        float p = probabilities[c];
        if (!(p >= 0 && p <= 1)) {
          throw new IllegalArgumentException(
              "Cannot compute max-probability: class %d has probability %s (must be in [0,1])"
                  .formatted(c, p));
        }
        greatest = Math.max(greatest, p);
      }
      return greatest;
    }
  };

  private final String id;

  Signal(String id) {
    this.id = id;
  }

  /** The stable, kebab-case name used in policy files and on the command line. */
  public String id() {
    return id;
  }

  /**
   * The signal with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Signal ofId(String id) {
    return Arrays.stream(values())
        .filter(signal -> signal.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use signal \"%s\" (must be one of: %s)".formatted(id, knownIds())));
  }

  /**
   * The signal of one row at one exit.
   *
   * <p>The result is a float widened to double, so that it compares with a threshold just as the
   * float itself would.
   *
   * @param probabilities C &ge; 1 class probabilities, each in [0,1]
   * @return a number in [0,1]
   * @throws IllegalArgumentException if there are no probabilities or one is not in [0,1]
   */
  public abstract double value(float[] probabilities);

  private static String knownIds() {
    return Arrays.stream(values()).map(Signal::id).collect(Collectors.joining(", "));
  }
}
