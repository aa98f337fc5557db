// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.Optional;
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
