// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file that cannot be read to its end.
 *
 * @param file its path
 * @param problem in words that follow its name
 */
public record DamagedFile(String file, String problem) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMED = 20;

  /** Such as "a.gz (it is truncated or corrupt), b.gz (it is gone)"; at most twenty by name. */
  static String names(List<DamagedFile> files) {
    String named =
        files.stream()
            .limit(MOST_NAMED)
            .map(file -> "%s (%s)".formatted(file.file(), file.problem()))
            .collect(Collectors.joining(", "));
    return files.size() <= MOST_NAMED
        ? named
        : "%s and %d more".formatted(named, files.size() - MOST_NAMED);
  }
}
