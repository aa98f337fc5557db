// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.checkpoint.Shown;
import java.util.List;
import java.util.stream.Collectors;

/** Long lists of names out of files, for lines that are read. */
final class Shortened {
  private static final int SHOWN = 8;

  private Shortened() {}

  /** The first few names, and how many more there are. */
  static String list(List<String> names) {
    String shown = names.stream().limit(SHOWN).map(Shown::of).collect(Collectors.joining(", "));
    return names.size() <= SHOWN ? shown : "%s and %d more".formatted(shown, names.size() - SHOWN);
  }
}
