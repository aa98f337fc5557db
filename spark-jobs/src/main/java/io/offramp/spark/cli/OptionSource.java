// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A place besides the command line that says what options are. */
interface OptionSource {
  /**
   * What it says of an option of the command.
   *
   * @param option name without dashes
   * @return null if nothing
   */
  @Nullable String value(String option);

  /** An option's name without its dashes. */
  static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  /** Lets a command read options in places, the first of which wins, after the command line. */
  static void set(CommandLine command, OptionSource... places) {
    command.setDefaultValueProvider(
        argument -> {
          if (argument instanceof OptionSpec option) {
            for (OptionSource place : places) {
              String value = place.value(name(option));
              if (value != null) {
                return value.strip(); // a blank at a line's end is nobody's wish
              }
            }
          }
          return null;
        });
  }
}
