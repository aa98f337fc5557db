// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import java.util.Collection;
import java.util.Comparator;

/** The name a person probably meant: the one the fewest edits away. */
public final class NearestName {
  private NearestName() {}

  /** The nearest of at least one candidate; the first of equally near ones. */
  public static String to(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find a name near %s among none".formatted(name)));
  }

  /** Levenshtein distance: the fewest insertions, deletions and replacements of a character. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
