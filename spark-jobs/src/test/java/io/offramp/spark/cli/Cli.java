// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/**
 * One run of the command line.
 *
 * @param code exit code
 * @param out what a script would read
 * @param err the rest
 */
public record Cli(int code, String out, String err) {
  /** Runs a command in this JVM. */
  public static Cli run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Offramp.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Cli(code, out.toString(), err.toString());
  }

  /** Runs a command in this JVM that has to succeed. */
  static Cli done(String... args) {
    Cli run = run(args);
    assertThat(run.code()).as(String.join(" ", args) + "\n" + run.err()).isZero();
    return run;
  }

  /** Runs a command in this JVM that has to say such words and fail, and leave Spark running. */
  static void assertRefused(String message, String... args) {
    Cli run = run(args);
    assertThat(run.code()).as(run.out()).isNotZero();
    assertThat(run.err()).contains(message);
    assertThat(SparkSession.active().sparkContext().isStopped()).isFalse();
  }

  /** What a command says against its options before it does anything; empty if nothing. */
  public static Optional<String> refusal(String... args) {
    CommandLine line = new CommandLine(Offramp.class).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      Offramp.readOptions(line, args, System.getProperties());
      line.parseArgs(args);
      Object command =
          Objects.requireNonNull(line.getSubcommands().get(args[0])).getCommandSpec().userObject();
      if (command instanceof SparkCommand spark) {
        spark.check();
      } else if (command instanceof LocalCommand local) {
        local.check();
      }
      return Optional.empty();
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
