// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands do: check their options before any work, and tell wrong usage from failure. */
abstract class OfframpCommand implements Callable<Integer> {
  /**
   * The fallback value of every flag: one that an option file has turned on stays on when it is
   * given as well; picocli by itself takes it for the opposite of the file's.
   */
  static final String ON = "true";

  @Spec CommandSpec spec = CommandSpec.create();

  /**
   * Checks the options, before any work.
   *
   * @throws IllegalArgumentException if they cannot be meant: wrong usage
   */
  void check() {}

  /** Does the work; returns the exit code. */
  abstract int work(Terminal terminal);

  @Override
  public final Integer call() {
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return work(new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr()));
  }

  /** Whether an option was said, on the command line, in a file or by Spark's properties. */
  final boolean given(String option) {
    if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
      return true;
    }
    try {
      IDefaultValueProvider elsewhere = spec.defaultValueProvider();
      return elsewhere != null && elsewhere.defaultValue(spec.findOption(option)) != null;
    } catch (Exception e) { // what its interface declares; ours throws none
      throw new IllegalStateException("Cannot tell whether " + option + " was given", e);
    }
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Refuses an output without a name, which would be the working folder. */
  static void requireNamed(String flag, String output) {
    require(!output.isBlank(), "Cannot use %s '%s' (must name a folder)".formatted(flag, output));
  }
}
