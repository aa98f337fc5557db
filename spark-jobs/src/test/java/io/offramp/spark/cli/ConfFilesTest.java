// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.offramp.spark.metrics.OfframpPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The option files that the project ships, one a command, named after it. */
final class ConfFilesTest {
  private static final Path CONF = Path.of(System.getProperty("basedir", ".")).resolve("../conf");

  private static String commandOf(Path file) {
    return file.getFileName().toString().replace(".properties", "");
  }

  static List<Path> files() throws IOException {
    Set<String> commands = new CommandLine(Offramp.class).getSubcommands().keySet();
    try (var files = Files.list(CONF)) {
      return files.filter(file -> commands.contains(commandOf(file))).sorted().toList();
    }
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  @Test
  void files_ofTheLongCommands_areThere() throws IOException {
    assertThat(files())
        .extracting(ConfFilesTest::commandOf)
        .contains("calibrate", "score", "train");
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.executor.Executor,OFF",
    "org.apache.spark.scheduler.TaskSetManager,OFF",
    "org.apache.spark.sql.catalyst.util.SparkStringUtils,ERROR",
    "org.apache.spark.util.SparkStringUtils,ERROR",
    "org.apache.spark.sql.catalyst.csv.CSVHeaderChecker,ERROR",
    "io.offramp.spark.ml.OtherPrecision,ERROR",
    "dev.ludovic.netlib.blas.InstanceBuilder,ERROR",
    "org.apache.spark.scheduler.TaskSchedulerImpl,WARN"
  })
  void logging_whatOfframpSaysItself_isSilent(String logger, String level) throws Exception {
    if (logger.startsWith("io.offramp.")) {
      Class.forName(logger); // one that was renamed would be heard again
    }
    Path file = CONF.resolve("log4j2.properties");
    try (InputStream in = Files.newInputStream(file);
        LoggerContext context = new LoggerContext("test")) {
      Configuration logging =
          new PropertiesConfigurationFactory()
              .getConfiguration(context, new ConfigurationSource(in));
      logging.initialize();
      assertThat(logging.getLoggerConfig(logger).getLevel()).hasToString(level);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void file_parsedByItsCommand_isValid(Path file) {
    CommandLine line = new CommandLine(Offramp.class);
    CommandLine command = Objects.requireNonNull(line.getSubcommands().get(commandOf(file)));
    List<String> args = new ArrayList<>(List.of(commandOf(file), "--config", file.toString()));
    for (OptionSpec option :
        command.getCommandSpec().requiredArgs().stream().map(OptionSpec.class::cast).toList()) {
      args.add(option.longestName() + "=x");
    }
    Offramp.readOptions(line, args.toArray(new String[0]), new Properties());
    line.parseArgs(args.toArray(new String[0]));
    SparkCommand parsed = (SparkCommand) command.getCommandSpec().userObject();
    assertThatCode(parsed::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"score", "train"})
  void file_thatSaysItShowsDefaults_does(String name) throws IOException {
    Path file = CONF.resolve(name + ".properties");
    assertThat(file).content().contains("are the defaults");
    CommandLine command =
        Objects.requireNonNull(new CommandLine(Offramp.class).getSubcommands().get(name));
    Properties properties = properties(file);
    assertThat(properties).hasSizeGreaterThan(5);
    for (String key : properties.stringPropertyNames()) {
      String known = OptionsTest.defaultOf(command.getCommandSpec().findOption("--" + key));
      if (known != null) {
        assertThat(properties.getProperty(key)).as(key).isEqualTo(known);
      }
    }
  }

  /** Settings that stand there, commented out or not, by their keys. */
  private static Map<String, String> settings(String file, String separator) throws IOException {
    Pattern setting = Pattern.compile("(?:# )?([\\w.*]+)" + separator + "(\\S+)");
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(CONF.resolve(file))) {
      Matcher found = setting.matcher(line);
      if (found.matches()) {
        settings.put(found.group(1), found.group(2));
      }
    }
    return settings;
  }

  @Test
  void metrics_sinks_areClassesOfSparkAndOneIsOn() throws Exception {
    Map<String, String> settings = settings("metrics.properties", "=");
    List<String> sinks = settings.keySet().stream().filter(key -> key.endsWith(".class")).toList();
    assertThat(sinks).hasSize(4);
    for (String sink : sinks) {
      assertThat(Class.forName(settings.get(sink)).getName()).startsWith("org.apache.spark.");
    }
    assertThat(properties(CONF.resolve("metrics.properties")))
        .containsOnlyKeys(
            "driver.sink.prometheusServlet.class", "driver.sink.prometheusServlet.path");
  }

  @Test
  void defaults_metrics_areOfferedAndNameWhatIsThere() throws Exception {
    Map<String, String> settings = settings("spark-defaults.conf", " +");
    Class<?> plugin = Class.forName(settings.get("spark.plugins"));
    assertThat(plugin).isEqualTo(OfframpPlugin.class);
    assertThat(CONF.resolve("..").resolve(settings.get("spark.metrics.conf"))).exists();
    assertThat(settings).containsEntry("spark.ui.prometheus.enabled", "true");
    assertThat(properties(CONF.resolve("spark-defaults.conf"))).doesNotContainKey("spark.plugins");
  }

  @Test
  void logging_ofBatches_isOfferedByTheRightName() throws Exception {
    String name = settings("log4j2.properties", " = ").get("logger.batches.name");
    assertThat(Class.forName(name).getSimpleName()).isEqualTo("Rebatcher");
  }
}
