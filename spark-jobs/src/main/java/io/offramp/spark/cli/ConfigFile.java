// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.json.NearestName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Options from a properties file: a key is an option's name without its dashes. */
final class ConfigFile implements OptionSource {
  private static final String OPTION = "--config";

  private final Properties properties;

  private ConfigFile(Properties properties) {
    this.properties = properties;
  }

  /**
   * The file that {@code --config} names; one that says nothing if there is none.
   *
   * @throws ParameterException if it cannot be read, or has a key that is no option of the command
   */
  static ConfigFile of(CommandLine command, String[] args) {
    Optional<String> file = file(args);
    if (file.isEmpty()) {
      return new ConfigFile(new Properties());
    }
    Properties properties = load(command, file.get());
    List<String> known =
        command.getCommandSpec().options().stream().map(OptionSource::name).toList();
    for (String key : properties.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw new ParameterException(
            command,
            "Unknown key '%s' in %s (did you mean '%s'?)"
                .formatted(key, file.get(), NearestName.to(key, known)));
      }
    }
    return new ConfigFile(properties);
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
  public @Nullable String value(String option) {
    return properties.getProperty(option);
  }
}
