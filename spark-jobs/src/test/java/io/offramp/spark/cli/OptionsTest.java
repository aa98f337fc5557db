// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.SignalChoice;
import io.offramp.calibration.search.Calibrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What every option of every command owes its user; new options are found by themselves. */
final class OptionsTest {
  /** Of these two exactly one must be given, so neither has a default. */
  private static final Set<String> TARGETS = Set.of("--max-accuracy-drop", "--max-disagreement");

  static Stream<Arguments> options() {
    List<Arguments> options = new ArrayList<>();
    new CommandLine(Offramp.class)
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .options()
                    .forEach(
                        option -> options.add(Arguments.of(name, option.longestName(), option))));
    return options.stream();
  }

  /** What an option is when nobody gives it; null if that is nothing. */
  static @Nullable String defaultOf(OptionSpec option) {
    String value = option.defaultValue();
    return value == null && option.initialValue() instanceof Integer number
        ? number.toString()
        : value;
  }

  @Test
  void options_ofAllCommands_areFound() {
    assertThat(options()).hasSizeGreaterThan(50);
    assertThat(new CommandLine(Offramp.class).getSubcommands())
        .containsOnlyKeys(
            "demo",
            "train",
            "trace",
            "calibrate",
            "backtest",
            "score",
            "bench",
            "import",
            "export",
            "inspect",
            "attach-exits",
            "report",
            "compare",
            "noise")
        .allSatisfy(
            (name, command) ->
                assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("options")
  void description_ofEveryOption_saysWhatItIsAndItsDefault(
      String command, String name, OptionSpec option) {
    String description = String.join(" ", option.description());
    assertThat(description).isNotBlank().endsWith(".");
    boolean flag = option.arity().max() == 0;
    if (!flag) {
      assertThat(option.paramLabel()).matches("[A-Z]+");
    }
    if (option.required() || flag || TARGETS.contains(name)) {
      assertThat(description).doesNotContain("Default");
    } else {
      assertThat(description).contains("Default: ");
    }
    String value = defaultOf(option);
    if (value != null && !value.isEmpty()) {
      assertThat(description).endsWith("Default: " + value + ".");
    }
  }

  @ParameterizedTest
  @CsvSource({"train,6,128", "bench,12,256"})
  void encoder_ofEachCommand_hasASizeOfItsOwn(String command, String layers, String width) {
    CommandSpec spec =
        Objects.requireNonNull(new CommandLine(Offramp.class).getSubcommands().get(command))
            .getCommandSpec();
    assertThat(defaultOf(spec.findOption("--layers"))).isEqualTo(layers);
    assertThat(defaultOf(spec.findOption("--width"))).isEqualTo(width);
  }

  @Test
  void descriptions_ofMethodOptions_listEveryName() {
    var spec =
        Objects.requireNonNull(new CommandLine(Offramp.class).getSubcommands().get("calibrate"))
            .getCommandSpec();
    assertThat(spec.findOption("--signal").description()[0])
        .contains(SignalChoice.ids().toArray(new String[0]));
    for (Calibrations calibration : Calibrations.values()) {
      assertThat(spec.findOption("--calibration").description()[0]).contains(calibration.id());
    }
    for (RiskTest test : RiskTest.values()) {
      assertThat(spec.findOption("--risk-test").description()[0]).contains(test.id());
    }
  }
}
