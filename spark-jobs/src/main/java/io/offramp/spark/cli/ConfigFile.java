// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.json.NearestName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options from a properties file: a key is an option's name without its dashes. The command line
 * wins over the file.
 */
final class ConfigFile implements CommandLine.IDefaultValueProvider {
  private static final String OPTION = "--config";

  private final Properties properties;

  private ConfigFile(Properties properties) {
    this.properties = properties;
  }

  /** Looks for {@code --config} and lets the command it is given to read its options there. */
  static void apply(CommandLine line, String[] args) {
    CommandLine command = line.getSubcommands().get(args[0]);
    Optional<String> file = file(args);
    if (command == null || file.isEmpty()) {
      return;
    }
    Properties properties = load(command, file.get());
    List<String> known = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      known.add(option.longestName().replaceFirst("^--", ""));
    }
    for (String key : properties.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw new ParameterException(
            command,
            "Unknown key '%s' in %s (did you mean '%s'?)"
                .formatted(key, file.get(), NearestName.to(key, known)));
      }
    }
    command.setDefaultValueProvider(new ConfigFile(properties));
  }

  private static Optional<String> file(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(OPTION) && i + 1 < args.length) {
        return Optional.of(args[i + 1]);
      }
      if (args[i].startsWith(OPTION + "=")) {
        return Optional.of(args[i].substring(OPTION.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static Properties load(CommandLine command, String file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(file))) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(command, "Cannot read options from %s: %s".formatted(file, e));
    }
    return properties;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      String value = properties.getProperty(option.longestName().replaceFirst("^--", ""));
      return value == null ? null : value.strip(); // a blank at a line's end is nobody's wish
    }
    return null;
  }
}
