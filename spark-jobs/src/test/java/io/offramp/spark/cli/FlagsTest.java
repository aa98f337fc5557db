// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Options that are on or off, of every command, said in an option file and on the command line. */
final class FlagsTest {
  private final Path folder;

  FlagsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static boolean isFlag(OptionSpec option) {
    return option.type() == boolean.class || option.type() == Boolean.class;
  }

  static Stream<Arguments> flags() {
    List<Arguments> flags = new ArrayList<>();
    new CommandLine(Offramp.class)
        .getSubcommands()
        .forEach(
            (name, command) ->
                command.getCommandSpec().options().stream()
                    .filter(FlagsTest::isFlag)
                    .forEach(flag -> flags.add(Arguments.of(name, flag.longestName()))));
    return flags.stream();
  }

  /** Help is asked for on the command line only. */
  static Stream<Arguments> settable() {
    return flags().filter(flag -> !flag.get()[1].equals("--help"));
  }

  /** What the command understands; null for what is not said. */
  private boolean parsed(
      String name, String flag, @Nullable String inFile, @Nullable String onCommandLine) {
    return parsed(name, flag, inFile, onCommandLine, new Properties());
  }

  private boolean parsed(
      String name,
      String flag,
      @Nullable String inFile,
      @Nullable String onCommandLine,
      Properties spark) {
    CommandLine line = new CommandLine(Offramp.class);
    CommandLine command = Objects.requireNonNull(line.getSubcommands().get(name));
    List<String> args = new ArrayList<>(List.of(name));
    if (inFile != null) {
      Path file = folder.resolve("options.properties");
      args.addAll(
          List.of("--config", Tables.lines(file, flag.substring("--".length()) + "=" + inFile)));
    }
    command
        .getCommandSpec()
        .requiredArgs()
        .forEach(
            arg -> {
              if (arg instanceof OptionSpec option) {
                args.add(option.longestName() + "=x");
              } else {
                args.addAll(Collections.nCopies(arg.arity().min(), "x"));
              }
            });
    if (onCommandLine != null) {
      args.add(onCommandLine);
    }
    Offramp.readOptions(line, args.toArray(new String[0]), spark);
    line.parseArgs(args.toArray(new String[0]));
    return command.getCommandSpec().findOption(flag).<Boolean>getValue();
  }

  @Test
  void flags_ofAllCommands_areFound() {
    assertThat(flags().map(flag -> flag.get()[0] + " " + flag.get()[1]))
        .contains("score --dedupe", "bench --no-spark", "calibrate --asymptotic", "demo --help");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("flags")
  void flag_notOnTheCommandLine_isAsTheFileSays(String command, String flag) {
    assertThat(parsed(command, flag, null, null)).isFalse();
    assertThat(parsed(command, flag, "false", null)).isFalse();
    assertThat(parsed(command, flag, "true", null)).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("settable")
  void flag_ofSparksProperties_isAsTheySayUnlessTheFileOrTheCommandLineSpeaks(
      String command, String flag) {
    Properties on = new Properties();
    on.setProperty("spark.offramp." + flag.substring("--".length()), "true");
    Properties off = new Properties();
    off.setProperty("spark.offramp." + flag.substring("--".length()), "false");
    assertThat(parsed(command, flag, null, null, on)).isTrue();
    assertThat(parsed(command, flag, "false", null, on)).isFalse();
    assertThat(parsed(command, flag, null, flag, on)).as("said twice").isTrue();
    assertThat(parsed(command, flag, null, flag, off)).isTrue();
    assertThat(parsed(command, flag, "true", flag + "=false", on)).isFalse();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("flags")
  void flag_onTheCommandLine_isOnWhateverTheFileSays(String command, String flag) {
    assertThat(parsed(command, flag, null, flag)).isTrue();
    assertThat(parsed(command, flag, "false", flag)).isTrue();
    assertThat(parsed(command, flag, "true", flag)).as("said twice").isTrue();
    assertThat(parsed(command, flag, "true", flag + "=true")).as("said twice").isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("flags")
  void flag_offOnTheCommandLine_isOffWhateverTheFileSays(String command, String flag) {
    assertThat(parsed(command, flag, null, flag + "=false")).isFalse();
    assertThat(parsed(command, flag, "false", flag + "=false")).isFalse();
    assertThat(parsed(command, flag, "true", flag + "=false")).isFalse();
  }
}
