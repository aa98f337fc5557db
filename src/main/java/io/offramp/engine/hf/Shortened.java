// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import java.util.List;

/** Long lists, for lines that are read. */
final class Shortened {
  private static final int SHOWN = 8;

  private Shortened() {}

  /** The first few names, and how many more there are. */
  static String list(List<String> names) {
    return names.size() <= SHOWN
        ? String.join(", ", names)
        : "%s and %d more"
            .formatted(String.join(", ", names.subList(0, SHOWN)), names.size() - SHOWN);
  }
}
