// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.Optional;

/** Finds what makes a row unfit for a model, before any work is spent on it. */
enum RowCheck {
  /** For models of one text; a second one is ignored. */
  SINGLE_TEXT {
    @Override
    Optional<String> problem(RowText row) {
      return missing("text", row.text());
    }
  },
  /** For models of text pairs. */
  TEXT_PAIR {
    @Override
    Optional<String> problem(RowText row) {
      return missing("text", row.text()).or(() -> missing("second text", row.pair()));
    }
  };

  abstract Optional<String> problem(RowText row);

  private static Optional<String> missing(
      String what, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      return Optional.of(what + " is null");
    }
    return value.isBlank() ? Optional.of(what + " is empty") : Optional.empty();
  }
}
