// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** A command that needs a Spark session: opens it, runs, and closes it. */
abstract class SparkCommand extends OfframpCommand {
  @Mixin SparkOptions spark = new SparkOptions();

  /** Does the work; returns the exit code. */
  abstract int run(SparkSession session, Terminal terminal);

  @Override
  final int work(Terminal terminal) {
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
}
