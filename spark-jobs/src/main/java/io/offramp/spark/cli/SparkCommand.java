// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** A command that needs a Spark session: opens it, runs, and closes it. */
abstract class SparkCommand implements Callable<Integer> {
  /**
   * The fallback value of every flag: one that an option file has turned on stays on when it is
   * given as well; picocli by itself takes it for the opposite of the file's.
   */
  static final String ON = "true";

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin SparkOptions spark = new SparkOptions();

  /** Checks the options, before Spark starts. */
  void check() {}

  /** Does the work; returns the exit code. */
  abstract int run(SparkSession session, Terminal terminal);

  @Override
  public final Integer call() {
    try {
      check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Terminal terminal = new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr());
    boolean running = SparkSession.getDefaultSession().isDefined();
    SparkSession session = spark.session(spec.name());
    try {
      return run(session, terminal);
    } finally {
      if (!running) {
        session.stop();
      }
    }
  }

  /** What the user typed. */
  final String typed() {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> args = parsed == null ? List.of(spec.name()) : parsed.originalArgs();
    return "offramp " + String.join(" ", args);
  }

  /** A format by name; a wrong name is wrong usage. */
  static TableFormat format(String id) {
    try {
      return TableFormat.ofId(id);
    } catch (TableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A format to write by name; a wrong name is wrong usage. */
  static TableFormat writableFormat(String id) {
    try {
      return TableFormat.ofWritableId(id);
    } catch (TableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Refuses an output without a name, which would be the working folder. */
  static void requireNamed(String flag, String output) {
    require(!output.isBlank(), "Cannot use %s '%s' (must name a folder)".formatted(flag, output));
  }

  /** Whether an option was said, on the command line, in a file or by Spark's properties. */
  boolean given(String option) {
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
}
