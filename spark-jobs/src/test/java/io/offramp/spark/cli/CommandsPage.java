// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the page of all commands and options, as {@code --help} has them, in Markdown. */
final class CommandsPage {
  /** Options of all commands, or of all that run on Spark; they are described once. */
  private static final Set<String> SHARED = Set.of("--help", "--config", "--master");

  private static final Map<String, String> GUIDES =
      Map.ofEntries(
          Map.entry("demo", "quick-start.md"),
          Map.entry("train", "train.md"),
          Map.entry("attach-exits", "attach-exits.md"),
          Map.entry("trace", "trace-format.md"),
          Map.entry("calibrate", "calibration.md"),
          Map.entry("backtest", "backtest-format.md"),
          Map.entry("report", "report.md"),
          Map.entry("compare", "report.md"),
          Map.entry("noise", "report.md"),
          Map.entry("score", "score-once.md"),
          Map.entry("bench", "benchmarks.md"),
          Map.entry("import", "import.md"),
          Map.entry("export", "import.md"),
          Map.entry("inspect", "import.md"));

  private static final String HEAD =
      """
      # Commands

      All commands and options, generated from what `./offramp COMMAND --help` shows; do not edit it ([how it is made again](../../../CONTRIBUTING.md#documentation)). Options can also stand in files and in Spark's properties: [options](options.md).

      """;

  private static final String EXIT_CODES =
      """

      Exit codes: 0 done, 2 wrong usage, 3 the target could not be certified, 4 more bad rows than allowed, 1 anything else.
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private CommandsPage() {}

  /**
   * The page.
   *
   * @throws IllegalStateException if a command has no guide yet
   */
  static String write() {
    CommandsPage writer = new CommandsPage();
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    new CommandLine(Offramp.class)
        .getSubcommands()
        .forEach((name, command) -> commands.put(name, command.getCommandSpec()));
    writer.contents(commands);
    writer.page.append(EXIT_CODES);
    writer.shared(commands);
    commands.forEach(writer::command);
    return writer.page.toString();
  }

  private void contents(Map<String, CommandSpec> commands) {
    page.append("| command | does | more |\n| --- | --- | --- |\n");
    commands.forEach(
        (name, spec) -> {
          String guide = GUIDES.get(name);
          if (guide == null) {
            throw new IllegalStateException(
                "Cannot write the page of commands: %s has no guide (name its page in CommandsPage)"
                    .formatted(name));
          }
          page.append(
              "| [`%s`](#%s) | %s | [%s](%s) |\n"
                  .formatted(name, name, description(spec), guide.replace(".md", ""), guide));
        });
  }

  private void shared(Map<String, CommandSpec> commands) {
    page.append("\n## Options of every command\n");
    Map<String, String> rows = new LinkedHashMap<>();
    for (CommandSpec spec : commands.values()) {
      for (OptionSpec option : spec.options()) {
        if (SHARED.contains(option.longestName())) {
          rows.putIfAbsent(option.longestName(), row(option));
        }
      }
    }
    page.append("| option | meaning |\n| --- | --- |\n");
    rows.values().forEach(page::append);
    String without =
        commands.values().stream()
            .filter(spec -> spec.findOption("--master") == null)
            .map(spec -> "`" + spec.name() + "`")
            .collect(Collectors.joining(", "));
    page.append("\n`--master` is not an option of ").append(without);
    page.append(", which start no Spark.\n");
  }

  private void command(String name, CommandSpec spec) {
    page.append("\n## ").append(name).append('\n').append(description(spec)).append("\n\n");
    page.append("```text\n").append(synopsis(spec)).append("\n```\n\n");
    page.append("| option | meaning |\n| --- | --- |\n");
    arguments(spec).forEach(argument -> page.append(row(argument)));
  }

  /** What must be given, and that there is more. */
  private static String synopsis(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of("./offramp", spec.name()));
    for (ArgSpec argument : arguments(spec)) {
      if (argument.required()) {
        words.add(name(argument));
      }
    }
    words.add("[OPTIONS]");
    return String.join(" ", words);
  }

  /** Those of the command itself: what must be given first, else by name. */
  private static List<ArgSpec> arguments(CommandSpec spec) {
    List<ArgSpec> arguments = new ArrayList<>(spec.positionalParameters());
    spec.options().stream()
        .filter(option -> !SHARED.contains(option.longestName()))
        .sorted(
            Comparator.comparing((OptionSpec option) -> !option.required())
                .thenComparing(OptionSpec::longestName))
        .forEach(arguments::add);
    return arguments;
  }

  private static String name(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      String names = String.join(", ", option.names());
      return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }
    return argument.paramLabel();
  }

  private static String row(ArgSpec argument) {
    String must = argument.required() ? "Required. " : "";
    return "| `%s` | %s%s |\n".formatted(name(argument), must, text(argument.description()));
  }

  private static String description(CommandSpec spec) {
    return text(spec.usageMessage().description());
  }

  private static String text(String[] lines) {
    return String.join(" ", lines).replace("%%", "%").replace("|", "\\|").replace("*", "\\*");
  }
}
