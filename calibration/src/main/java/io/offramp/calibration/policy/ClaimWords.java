// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Claims as one predicate of an English sentence, which a hundred slices do not make longer than a
 * few do: those that have one bound in common are said once.
 */
final class ClaimWords {
  /** So many slices are all named; of more only the first few. */
  private static final int MOST_NAMED = 6;

  private static final int FIRST_FEW = 3;

  private ClaimWords() {}

  /** What is claimed of all rows or of a slice, but for the slice. */
  private record Kind(Quantity quantity, double bound, boolean sliced) {}

  /** "a", "a and b", "a, b and c". */
  static String of(List<Claim> claims) {
    Map<Kind, List<Claim>> kinds =
        claims.stream()
            .collect(
                Collectors.groupingBy(
                    claim -> new Kind(claim.quantity(), claim.bound(), claim.slice().isPresent()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<String> words = kinds.values().stream().map(ClaimWords::alike).toList();
    int last = words.size() - 1;
    String before = words.stream().limit(last).collect(Collectors.joining(", "));
    return before.isEmpty() ? words.get(last) : before + " and " + words.get(last);
  }

  private static String alike(List<Claim> claims) {
    Claim first = claims.get(0);
    if (claims.size() == 1 || first.slice().isEmpty()) {
      return first.words();
    }
    boolean all = claims.size() <= MOST_NAMED;
    String names =
        claims.stream()
            .limit(all ? MOST_NAMED : FIRST_FEW)
            .map(claim -> claim.slice().orElseThrow())
            .collect(Collectors.joining(", "));
    String more =
        all ? "" : " and %,d more, which the claims name".formatted(claims.size() - FIRST_FEW);
    String slices = String.format(Locale.ROOT, " of each of %,d slices (", claims.size());
    return first.quantity().claim(first.bound(), slices + names + more + ")");
  }
}
