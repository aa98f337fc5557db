// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
final class ConfigFileTest {
  private final Path folder;
  private final Path output;

  ConfigFileTest(@TempDir Path folder) {
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private String config(String... lines) {
    return Tables.lines(folder.resolve("score.properties"), lines);
  }

  private static void assertUsage(Cli run, String message) {
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("offramp: ").contains(message).doesNotContain("\tat ");
  }

  @Test
  void run_valuesOfTheFile_areUsedAndTheCommandLineWins(SparkSession spark) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    String config =
        config(
            "# everything the command needs",
            "bundle=" + TinyBundle.get().folder(),
            "input=" + Tables.lines(folder.resolve("in.csv"), "body", "apple pear plum"),
            "output=" + output,
            "output-format=jsonl ", // a blank at the end is no part of the name
            "output-prefix=m_",
            "text-col=body",
            "batch-size=0");
    assertUsage(Cli.run("score", "--config", config), "Cannot run batches of 0 rows");
    assertThat(output).doesNotExist();
    Cli run = Cli.run("score", "--config=" + config, "--batch-size", "4", "--output-prefix", "n_");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Tables.jsonRows(output).get(0).get("n_prediction").asText()).isEqualTo("fruit");
  }

  @ParameterizedTest
  @CsvSource({"dedupe=true,", "dedupe=true,--dedupe", "dedupe=false,--dedupe"})
  void run_flagOfTheFileOrTheCommandLine_isOnHoweverOftenItIsSaid(
      String line, @Nullable String flag) {
    String input = Tables.lines(folder.resolve("in.csv"), "text", "apple", "apple");
    List<String> args =
        new ArrayList<>(List.of("score", "--bundle", TinyBundle.get().folder().toString()));
    args.addAll(List.of("--input", input, "--output", output.toString(), "--partitions=1"));
    args.addAll(List.of("--config", config(line)));
    if (flag != null) {
      args.add(flag);
    }
    Cli run = Cli.run(args.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("1 of the scored rows was answered with another row");
  }

  @Test
  void run_unknownKey_suggestsTheNearest() {
    String config = config("bach-size=4");
    assertUsage(
        Cli.run("score", "--config", config),
        "Unknown key 'bach-size' in %s (did you mean 'batch-size'?)".formatted(config));
    assertUsage(
        Cli.run("score", "--config", config("--mode=error")),
        "Unknown key '--mode' in %s (did you mean 'mode'?)".formatted(config));
  }

  @Test
  void run_keyOfAnotherCommand_isUnknown() {
    assertUsage(
        Cli.run("score", "--config", config("max-disagreement=0.1")),
        "Unknown key 'max-disagreement'");
  }

  @Test
  void run_badValue_isWrongUsage() {
    assertUsage(
        Cli.run(
            "score",
            "--bundle=b",
            "--input=i",
            "--output=o",
            "--config",
            config("batch-size=many")),
        "'many' is not an int");
  }

  @Test
  void run_missingFile_isNamed() {
    String missing = folder.resolve("none.properties").toString();
    assertUsage(
        Cli.run("score", "--config", missing), "Cannot read options from " + missing + ": ");
    assertUsage(Cli.run("score", "--config", folder.toString()), "Cannot read options from ");
  }

  @Test
  void run_fileThatIsNoText_isRefused() {
    assertUsage(
        Cli.run("score", "--config", config("input=\\u12")),
        "Cannot read options from " + folder.resolve("score.properties"));
  }

  @Test
  void run_configWithoutValue_isWrongUsage() {
    assertUsage(Cli.run("score", "--config"), "--config");
  }
}
