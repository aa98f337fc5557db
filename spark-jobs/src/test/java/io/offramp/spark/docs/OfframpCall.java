// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.spark.cli.Offramp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command of a page, with its paths in a folder.
 *
 * @param page arguments as they stand in the page
 * @param placed the same with paths in the folder
 * @param outputs what it says it writes, as it stands in the page
 */
record OfframpCall(List<String> page, List<String> placed, List<String> outputs) {
  private static final Map<String, CommandLine> COMMANDS =
      new CommandLine(Offramp.class).getSubcommands();

  /** What options that name files and folders call their values. */
  private static final Set<String> PATHS =
      Set.of("BUNDLE", "DIR", "FILE", "PATH", "POLICY", "TRACES", "RUN", "FIRST", "SECOND");

  private static final Set<String> WRITTEN =
      Set.of(
          "--out", "--output", "--json", "--report", "--to-label", "--checkpoint", "--quarantine");

  /**
   * Places the paths of a command; what it reads is put there, what it writes taken away.
   *
   * @param words the command's name and its arguments
   * @throws IllegalArgumentException if there is no such command or option
   */
  static OfframpCall of(List<ShellCommand.Word> words, PageFolder folder) {
    List<String> page = new ArrayList<>();
    for (ShellCommand.Word word : words) {
      page.addAll(word.glob() ? folder.expand(word.text()) : List.of(word.text()));
    }
    CommandSpec spec = spec(page.get(0));
    List<String> placed = new ArrayList<>(List.of(page.get(0)));
    List<String> outputs = new ArrayList<>();
    List<Runnable> inputs = new ArrayList<>();
    for (int i = 1; i < page.size(); i++) {
      String word = page.get(i);
      if (!word.startsWith("-")) {
        placed.add(place(spec.positionalParameters().get(0).paramLabel(), word, folder, inputs));
        continue;
      }
      OptionSpec option = option(spec, word);
      placed.add(word);
      if (option.arity().max() > 0 && i + 1 < page.size()) {
        String value = page.get(++i);
        if (!PATHS.contains(option.paramLabel())) {
          placed.add(value);
        } else if (WRITTEN.contains(word)) {
          folder.clear(value);
          outputs.add(value);
          placed.add(folder.at(value).toString());
        } else {
          placed.add(place(word, value, folder, inputs));
        }
      }
    }
    inputs.forEach(Runnable::run);
    return new OfframpCall(page, placed, outputs);
  }

  /** Values such as {@code NAME=traces} have the path behind the sign. */
  private static String place(
      String option, String value, PageFolder folder, List<Runnable> inputs) {
    int sign = value.lastIndexOf('=') + 1;
    String path = value.substring(sign);
    inputs.add(() -> folder.provide(option, path));
    return value.substring(0, sign) + folder.at(path);
  }

  private static CommandSpec spec(String command) {
    CommandLine line = COMMANDS.get(command);
    if (line == null) {
      throw new IllegalArgumentException("there is no command " + command);
    }
    return line.getCommandSpec();
  }

  private static OptionSpec option(CommandSpec spec, String name) {
    OptionSpec option = spec.findOption(name);
    if (option == null) {
      throw new IllegalArgumentException(spec.name() + " has no option " + name);
    }
    return option;
  }

  /** What a page says of an option; null if it says nothing. */
  @Nullable String value(String option) {
    int at = page.indexOf(option);
    return at < 0 ? null : page.get(at + 1);
  }

  /** The options that a text names without values must be those of its command. */
  static List<String> unknownOptions(List<String> words) {
    CommandSpec spec = spec(words.get(0));
    return words.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.replaceFirst("=.*", ""))
        .filter(word -> spec.findOption(word) == null)
        .toList();
  }

  static Set<String> commands() {
    return COMMANDS.keySet();
  }

  /** Every option that some command has. */
  static Set<String> options() {
    Set<String> options = new HashSet<>();
    for (CommandLine command : COMMANDS.values()) {
      command.getCommandSpec().options().forEach(option -> options.addAll(List.of(option.names())));
    }
    return options;
  }
}
