// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes. */
class LocalOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Properties file with options: a key is an option's name without dashes. The command line wins over it, and it wins over Spark properties. Default: none.")
  @Nullable String config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      fallbackValue = SparkCommand.ON,
      description = "Show this help and exit.")
  boolean help;
}
