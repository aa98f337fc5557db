// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A mean over rows that a guarantee can bound, always against running every row to exit K. */
public enum Quantity {
  /** The accuracy of exit K minus that of the policy, in [-1,1]. */
  ACCURACY_DROP("accuracy-drop") {
    @Override
    String claim(double bound, String rows) {
      return "lowers accuracy by at most %s%s".formatted(bound, on(rows));
    }
  },

  /** The share of rows that the policy answers differently from exit K, in [0,1]. */
  DISAGREEMENT("disagreement") {
    @Override
    String claim(double bound, String rows) {
      return "changes the answer of at most a share %s of the rows%s".formatted(bound, rows);
    }
  },

  /** The cost of a row, as a fraction of exit K's cost, in (0,1]. */
  COST("cost") {
    @Override
    String claim(double bound, String rows) {
      return "costs on average at most %s of doing so%s".formatted(bound, on(rows));
    }
  };

  private final String id;

  Quantity(String id) {
    this.id = id;
  }

  /** The stable, kebab-case name used in policy files. */
  public String id() {
    return id;
  }

  /**
   * The quantity with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Quantity ofId(String id) {
    return Arrays.stream(values())
        .filter(quantity -> quantity.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot bound \"%s\" (must be one of: %s)"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(Quantity::id)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * What is claimed of a policy that keeps a bound: the predicate of an English sentence.
   *
   * @param slice words that name the rows it is restricted to, such as {@code label "sports"}
   */
  String claim(double bound, Optional<String> slice) {
    return claim(bound, slice.map(words -> " with " + words).orElse(""));
  }

  abstract String claim(double bound, String rows);

  private static String on(String rows) {
    return rows.isEmpty() ? "" : " on rows" + rows;
  }
}
