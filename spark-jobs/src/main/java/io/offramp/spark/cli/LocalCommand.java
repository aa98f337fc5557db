// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import picocli.CommandLine.Mixin;

/** A command that works on this machine's files alone: no Spark session is opened. */
abstract class LocalCommand extends OfframpCommand {
  @Mixin LocalOptions local = new LocalOptions();

  /** Refuses an input without a name, and one that is not on this machine. */
  static void requireHere(String flag, String folder) {
    requireNamed(flag, folder);
    require(
        !folder.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*"),
        "Cannot use %s %s: it must be a path on this machine, no URI (fetch it with 'hadoop fs -get')"
            .formatted(flag, folder));
  }
}
