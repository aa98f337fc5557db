// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ComparisonData.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What two policies promise, in a cell each. */
final class CertifiedFact {
  private CertifiedFact() {}

  /** They are the same if they promise the same, whatever the cells have room for. */
  static Fact of(ExitPolicy first, ExitPolicy second) {
    String one = words(first);
    String two = words(second);
    boolean same = promise(first).equals(promise(second));
    return new Fact(
        "certified", one, same || !one.equals(two) ? two : two + " (other slices)", same);
  }

  /** What is claimed; several slices by their number only. */
  private static String words(ExitPolicy policy) {
    Guarantee guarantee = policy.guarantee();
    Map<String, List<String>> slices = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (Claim claim : guarantee.claims()) {
      String bound = claim.quantity().id() + " at most " + claim.bound();
      if (claim.slice().isPresent()) {
        slices.computeIfAbsent(bound, none -> new ArrayList<>()).add(claim.slice().get());
      } else {
        words.add(bound);
      }
    }
    slices.forEach(
        (bound, names) ->
            words.add(
                bound
                    + (names.size() == 1
                        ? " for " + names.get(0)
                        : String.format(Locale.ROOT, " in each of %,d slices", names.size()))));
    words.add("confidence " + guarantee.confidence());
    if (guarantee.validity() == Validity.ASYMPTOTIC) {
      words.add("asymptotic");
    }
    return String.join(", ", words);
  }

  /** All that is promised, and nothing of the evidence. */
  private static Set<List<Object>> promise(ExitPolicy policy) {
    Guarantee guarantee = policy.guarantee();
    return guarantee.claims().stream()
        .map(
            claim ->
                List.<Object>of(
                    claim.quantity(),
                    claim.bound(),
                    claim.slice().orElse(""),
                    guarantee.confidence(),
                    guarantee.validity()))
        .collect(Collectors.toSet());
  }
}
