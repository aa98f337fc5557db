// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class SparkPropertiesTest {
  private static final List<String> SCORE =
      List.of("score", "--bundle=b", "--input=i", "--output=o");
  private static final List<String> TRAIN = List.of("train", "--data=d", "--dev=d", "--out=o");
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/options.md");
  private static final Pattern KEY = Pattern.compile("spark\\.offramp\\.[a-z][a-z.-]*[a-z]");

  /** What a command understands by an option, after its Spark properties were read. */
  private static @Nullable Object value(
      Map<String, String> spark, String option, List<String> command, String... more) {
    List<String> args = new ArrayList<>(command);
    args.addAll(List.of(more));
    Properties properties = new Properties();
    properties.putAll(spark);
    CommandLine line = new CommandLine(Offramp.class);
    Offramp.readOptions(line, args.toArray(new String[0]), properties);
    line.parseArgs(args.toArray(new String[0]));
    CommandLine parsed = Objects.requireNonNull(line.getSubcommands().get(command.get(0)));
    return parsed.getCommandSpec().findOption(option).getValue();
  }

  @Test
  void option_saidInThreePlaces_isTheCommandLinesThenTheFilesThenSparks(@TempDir Path folder) {
    String config = Tables.lines(folder.resolve("score.properties"), "batch-size=2");
    Map<String, String> spark = Map.of("spark.offramp.batch-size", "3");
    String option = "--batch-size";
    assertThat(value(spark, option, SCORE, "--config", config, option, "1")).isEqualTo(1);
    assertThat(value(spark, option, SCORE, "--config", config)).isEqualTo(2);
    assertThat(value(spark, option, SCORE)).isEqualTo(3);
    assertThat(value(Map.of(), option, SCORE)).isNull();
  }

  @Test
  void option_ofOneCommand_winsOverThatOfAll() {
    Map<String, String> spark =
        Map.of("spark.offramp.batch-size", "3", "spark.offramp.score.batch-size", "4");
    assertThat(value(spark, "--batch-size", SCORE)).isEqualTo(4);
    assertThat(value(spark, "--batch-size", TRAIN)).isEqualTo(3);
  }

  @Test
  void option_blank_isAsIfNobodyHadSaidAnything() {
    Map<String, String> spark =
        Map.of("spark.offramp.policy", "hdfs://h/p.json", "spark.offramp.score.policy", " ");
    assertThat(value(spark, "--policy", SCORE)).isNull();
    assertThat(value(spark, "--policy", List.of("bench", "--data=d"))).isEqualTo("hdfs://h/p.json");
  }

  @Test
  void option_thatIsRequired_needsNoCommandLine() {
    Map<String, String> spark = Map.of("spark.offramp.bundle", "hdfs://h/news.bundle");
    assertThat(value(spark, "--bundle", List.of("score", "--input=i", "--output=o")))
        .isEqualTo("hdfs://h/news.bundle");
  }

  @Test
  void option_ofSeveralValues_isSplitAsOnTheCommandLine() {
    Map<String, String> spark = Map.of("spark.offramp.classes", "sports,politics ");
    assertThat(value(spark, "--classes", List.of("calibrate", "--traces=t", "--out=o")))
        .isEqualTo(List.of("sports", "politics"));
  }

  @Test
  void keys_ofOtherCommandsAndOfSpark_areNoMatter() {
    Map<String, String> spark =
        Map.of(
            "spark.offramp.epochs", "3",
            "spark.offramp.train.layers", "4",
            "spark.offramp.device", "cpu",
            "spark.master", "local[1]",
            "spark.offramped", "1",
            "offramp.batchsize", "1");
    assertThat(value(spark, "--precision", SCORE)).isEqualTo("auto");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.offramp.bach-size,spark.offramp.batch-size",
    "spark.offramp.batchSize,spark.offramp.batch-size",
    "spark.offramp.score.bach-size,spark.offramp.score.batch-size",
    "spark.offramp.scor.batch-size,spark.offramp.score.batch-size",
    "spark.offramp.train.epoch,spark.offramp.train.epochs",
    "spark.offramp.devise,spark.offramp.device"
  })
  void key_unknown_isRefusedNamingTheNearest(String key, String nearest) {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> value(Map.of(key, "1"), "--input", SCORE))
        .withMessage("Unknown Spark property '%s' (did you mean '%s'?)".formatted(key, nearest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.offramp.master|say spark.master, or --master on the command line",
        "spark.offramp.score.config|say --config on the command line",
        "spark.offramp.help|say --help on the command line"
      })
  void key_thatSparkOrTheCommandLineSays_isRefused(String key, String remedy) {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> value(Map.of(key, "1"), "--input", SCORE))
        .withMessage("Cannot use Spark property '%s' (%s)".formatted(key, remedy));
  }

  @Test
  void run_unknownKeyAmongTheJvmsProperties_isWrongUsage() {
    String key = "spark.offramp.bach-size";
    System.setProperty(key, "1");
    try {
      Cli run = Cli.run("score", "--input", "i", "--output", "o", "--bundle", "b");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .isEqualToNormalizingNewlines(
              "offramp: Unknown Spark property 'spark.offramp.bach-size' (did you mean 'spark.offramp.batch-size'?)\n");
    } finally {
      System.clearProperty(key);
    }
  }

  @Test
  void page_itsKeys_areKnown() throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    Matcher matcher = KEY.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      keys.add(matcher.group());
    }
    assertThat(keys)
        .contains("spark.offramp.device", "spark.offramp.bundle", "spark.offramp.score.batch-size");
    for (String key : keys) {
      assertThat(value(Map.of(key, ""), "--input", SCORE)).as(key).isEqualTo("i");
    }
  }
}
