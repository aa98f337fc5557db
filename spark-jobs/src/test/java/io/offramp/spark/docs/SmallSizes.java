// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes commands quick: sizes above a cap are cut to it, and learning is suited to few rows. All
 * else is as it stands in the page.
 */
final class SmallSizes {
  private static final Map<String, Map<String, Integer>> CAPS =
      Map.of(
          "train",
          Map.of("--layers", 6, "--width", 32, "--epochs", 1, "--vocab-size", 400),
          "bench",
          Map.ofEntries(
              Map.entry("--layers", 4),
              Map.entry("--width", 32),
              Map.entry("--max-length", 32),
              Map.entry("--rows", 60),
              Map.entry("--baseline-rows", 10),
              Map.entry("--repetitions", 1),
              Map.entry("--tasks", 2)),
          "backtest",
          Map.of("--splits", 2));

  /** Values that suit so few rows, whatever the page says. */
  private static final Map<String, Map<String, String>> SUITED =
      Map.of(
          "attach-exits",
          Map.of(
              "--regularisation", "0.01",
              "--elastic-net", "0",
              "--max-iterations", "10",
              "--partitions", "1"));

  /** What a bundle settles, and may not be said beside it. */
  private static final Set<String> OF_A_BUNDLE =
      Set.of("--layers", "--width", "--vocab-size", "--max-length");

  private SmallSizes() {}

  /**
   * The same arguments with small sizes.
   *
   * @param arguments the command's name and its options, values apart from names
   */
  static List<String> of(List<String> arguments) {
    String command = arguments.get(0);
    boolean bundle = arguments.contains("--init") || arguments.contains("--bundle");
    Map<String, Integer> caps = new HashMap<>(CAPS.getOrDefault(command, Map.of()));
    List<String> small = new ArrayList<>(arguments);
    if (bundle) {
      caps.keySet().removeAll(OF_A_BUNDLE);
    }
    caps.forEach(
        (option, most) -> {
          int at = small.indexOf(option);
          if (at < 0 || Integer.parseInt(small.get(at + 1)) > most) {
            set(small, option, most.toString());
          }
        });
    SUITED.getOrDefault(command, Map.of()).forEach((option, value) -> set(small, option, value));
    return small;
  }

  private static void set(List<String> arguments, String option, String value) {
    int at = arguments.indexOf(option);
    if (at < 0) {
      arguments.addAll(List.of(option, value));
    } else {
      arguments.set(at + 1, value);
    }
  }
}
