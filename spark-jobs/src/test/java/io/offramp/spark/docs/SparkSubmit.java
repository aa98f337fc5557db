// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.calibration.policy.OfframpVersion;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A {@code spark-submit} of a page.
 *
 * @param application the arguments behind the jar
 * @param properties what {@code --conf} sets
 */
record SparkSubmit(List<ShellCommand.Word> application, Map<String, String> properties) {
  private static final Set<String> OPTIONS =
      Set.of("--master", "--deploy-mode", "--packages", "--class", "--properties-file", "--conf");

  private static final Pattern JAR =
      Pattern.compile(
          "(.*/)?offramp-spark-jobs(-%s)?-all\\.jar"
              .formatted(Pattern.quote(OfframpVersion.current())));

  /**
   * Reads the words behind {@code spark-submit}.
   *
   * @throws IllegalArgumentException if they name an option, a class, a file of ours or a jar that
   *     there is not
   */
  static SparkSubmit of(List<ShellCommand.Word> words) {
    Map<String, String> properties = new TreeMap<>();
    List<String> seen = new ArrayList<>();
    int at = 0;
    while (at < words.size() && words.get(at).text().startsWith("--")) {
      String option = words.get(at).text();
      String value = words.get(at + 1).text();
      require(OPTIONS.contains(option), "the test knows no option " + option + " of spark-submit");
      seen.add(option);
      switch (option) {
        case "--class" -> requireClass(value);
        case "--properties-file" ->
            require(Files.exists(Page.ROOT.resolve(value)), "there is no file " + value);
        case "--conf" -> properties.put(key(value), value.substring(value.indexOf('=') + 1));
        default -> {}
      }
      at += 2;
    }
    require(seen.contains("--class"), "spark-submit is told no --class");
    require(at < words.size(), "spark-submit is given no jar");
    String jar = words.get(at).text();
    require(JAR.matcher(jar).matches(), "the build makes no jar " + jar);
    return new SparkSubmit(words.subList(at + 1, words.size()), check(properties));
  }

  /** Classes that settings of Spark name must be there. */
  static Map<String, String> check(Map<String, String> properties) {
    properties.forEach(
        (key, value) -> {
          if (value.startsWith("io.offramp.")) {
            requireClass(value);
          }
        });
    return properties;
  }

  static String key(String setting) {
    int sign = setting.indexOf('=');
    require(sign > 0, setting + " is no KEY=VALUE");
    return setting.substring(0, sign);
  }

  private static void requireClass(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("there is no class " + name, e);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
