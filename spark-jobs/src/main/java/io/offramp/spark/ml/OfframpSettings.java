// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.Set;

/** Spark properties of Offramp's that are not options of its commands. */
public final class OfframpSettings {
  /** What all properties of Offramp's begin with. */
  public static final String PREFIX = "spark.offramp.";

  private OfframpSettings() {}

  /** Their names, without {@link #PREFIX}. */
  public static Set<String> names() {
    return Set.of(
        TaskDevice.SETTING.substring(PREFIX.length()),
        ScoringGpus.SETTING.substring(PREFIX.length()));
  }
}
