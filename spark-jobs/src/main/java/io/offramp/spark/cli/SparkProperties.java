// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.json.NearestName;
import io.offramp.spark.ml.OfframpSettings;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Options from Spark's properties: {@code spark.offramp.OPTION} for all commands that have the
 * option, {@code spark.offramp.COMMAND.OPTION}, which wins, for one. A blank value says that the
 * option is as if nobody had said anything.
 *
 * <p>{@code spark-submit} turns {@code --conf}, {@code --properties-file} and {@code
 * spark-defaults.conf} into the JVM's system properties before the application starts.
 */
final class SparkProperties implements OptionSource {
  private static final String PREFIX = OfframpSettings.PREFIX;

  /** Options that a property cannot set, by what to do instead. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "master", "say spark.master, or --master on the command line",
          "config", "say --config on the command line",
          "help", "say --help on the command line");

  private final String command;
  private final Properties properties;

  private SparkProperties(String command, Properties properties) {
    this.command = command;
    this.properties = properties;
  }

  /**
   * What the properties say of a command's options. Keys of other commands' options are fine: one
   * file of defaults may serve all commands.
   *
   * @param line the whole command line, with all commands
   * @param properties the JVM's; those of others are not looked at
   * @throws ParameterException if a key begins as ours and is none
   */
  static SparkProperties of(CommandLine line, CommandLine command, Properties properties) {
    Set<String> known = known(line);
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (key.startsWith(PREFIX) && !known.contains(key)) {
        throw new ParameterException(command, refusal(key, known));
      }
    }
    return new SparkProperties(command.getCommandName(), properties);
  }

  private static Set<String> known(CommandLine line) {
    Set<String> known = new TreeSet<>();
    OfframpSettings.names().forEach(name -> known.add(PREFIX + name));
    line.getSubcommands()
        .forEach(
            (name, command) ->
                command.getCommandSpec().options().stream()
                    .map(OptionSource::name)
                    .filter(option -> !REFUSED.containsKey(option))
                    .forEach(
                        option -> {
                          known.add(PREFIX + option);
                          known.add(PREFIX + name + "." + option);
                        }));
    return known;
  }

  private static String refusal(String key, Set<String> known) {
    String remedy = REFUSED.get(key.substring(key.lastIndexOf('.') + 1));
    return remedy == null
        ? "Unknown Spark property '%s' (did you mean '%s'?)"
            .formatted(key, NearestName.to(key, known))
        : "Cannot use Spark property '%s' (%s)".formatted(key, remedy);
  }

  @Override
  public @Nullable String value(String option) {
    if (REFUSED.containsKey(option)) {
      return null;
    }
    String own = properties.getProperty(PREFIX + command + "." + option);
    String value = own == null ? properties.getProperty(PREFIX + option) : own;
    return value == null || value.isBlank() ? null : value;
  }
}
