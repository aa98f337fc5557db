// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that works on this machine's files alone: no Spark session is opened. */
abstract class LocalCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LocalOptions local = new LocalOptions();

  /** Checks the options before any work. */
  void check() {}

  /** Does the work; returns the exit code. */
  abstract int run(Terminal terminal);

  @Override
  public final Integer call() {
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return run(new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr()));
  }

  /** Refuses an input without a name, and one that is not on this machine. */
  static void requireHere(String flag, String folder) {
    SparkCommand.requireNamed(flag, folder);
    SparkCommand.require(
        !folder.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*"),
        "Cannot use %s %s: it must be a path on this machine, no URI (fetch it with 'hadoop fs -get')"
            .formatted(flag, folder));
  }
}
