// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.spark.job.TooManyBadRowsException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point, run by the launcher and by {@code spark-submit}. */
@Command(
    name = "offramp",
    description = "Early-exit text scoring on Apache Spark, with certified exit thresholds.",
    mixinStandardHelpOptions = true,
    versionProvider = Offramp.Version.class,
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      AttachExitsCommand.class,
      TraceCommand.class,
      CalibrateCommand.class,
      BacktestCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      NoiseCommand.class,
      ScoreCommand.class,
      BenchCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      InspectCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 2 wrong usage, 3 target could not be certified, 4 too many bad rows, 1 anything else.",
      "'offramp COMMAND --help' explains every option of a command. Options may stand in a file too,",
      "--config FILE, or be Spark properties, spark.offramp.OPTION or spark.offramp.COMMAND.OPTION."
    })
public final class Offramp {
  /** The version for {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"offramp " + OfframpVersion.current()};
    }
  }

  private Offramp() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers look alike wherever a job runs
    Charset charset = Charset.defaultCharset();
    PrintWriter out = new PrintWriter(System.out, true, charset);
    PrintWriter err = new PrintWriter(System.err, true, charset);
    int code = run(out, err, args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs a command and returns its exit code; results go to {@code out}, the rest to {@code err}.
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line =
        new CommandLine(new Offramp())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(
        (e, wrong) -> {
          err.println("offramp: " + e.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
          err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          err.println("offramp: " + Failure.message(e));
          return e instanceof TooManyBadRowsException
              ? ExitCode.TOO_MANY_BAD_ROWS
              : ExitCode.FAILED;
        });
    if (args.length == 0) {
      line.usage(err);
      return ExitCode.USAGE;
    }
    try {
      readOptions(line, args, System.getProperties());
    } catch (CommandLine.ParameterException e) {
      err.println("offramp: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return line.execute(args);
  }

  /**
   * Lets the command that the arguments begin with read its options in the file that they name,
   * else in Spark's properties.
   *
   * @throws CommandLine.ParameterException if these cannot be understood
   */
  static void readOptions(CommandLine line, String[] args, Properties properties) {
    CommandLine command = line.getSubcommands().get(args[0]);
    if (command != null) {
      OptionSource.set(
          command, ConfigFile.of(command, args), SparkProperties.of(line, command, properties));
    }
  }
}
