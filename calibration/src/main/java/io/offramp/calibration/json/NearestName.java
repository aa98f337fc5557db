// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name a person probably meant: the same in another case, one that begins with what was
 * written, has it as a word or contains it; else the one the fewest edits away.
 */
public final class NearestName {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private NearestName() {}

  /** The nearest of at least one candidate; the first of equally near ones. */
  public static String to(String name, Collection<String> candidates) {
    String lower = name.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> kinship(lower, candidate))
                .thenComparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)))
                .thenComparingInt(candidate -> distance(name, candidate)))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find a name near %s among none".formatted(name)));
  }

  /** 0 for the same name but for its case, up to 4 for one that does not contain it. */
  private static int kinship(String name, String candidate) {
    String lower = candidate.toLowerCase(Locale.ROOT);
    if (lower.equals(name)) {
      return 0;
    }
    if (name.isEmpty() || !lower.contains(name)) {
      return 4;
    }
    if (lower.startsWith(name)) {
      return 1;
    }
    return List.of(NO_WORD.split(lower)).contains(name) ? 2 : 3;
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
