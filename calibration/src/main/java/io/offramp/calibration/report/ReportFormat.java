// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.Arrays;
import java.util.Locale;

/** How reports and comparisons are written. */
public enum ReportFormat {
  /** One page that needs nothing else. */
  HTML,
  /** Markdown. */
  MD,
  /** All figures, for programs. */
  JSON;

  /** The name on the command line, which is what such files end in. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of a name.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static ReportFormat ofId(String id) {
    return Arrays.stream(values())
        .filter(format -> format.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot write a report as \"%s\" (must be one of: html, md, json)"
                        .formatted(id)));
  }

  /** The format that a file's name ends in; a page if it ends in no format. */
  public static ReportFormat ofFile(String file) {
    return Arrays.stream(values())
        .filter(format -> file.toLowerCase(Locale.ROOT).endsWith("." + format.id()))
        .findFirst()
        .orElse(HTML);
  }
}
