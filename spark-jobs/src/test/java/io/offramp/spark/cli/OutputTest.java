// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs that cannot be written are refused before the input, which is absent, is looked for. */
final class OutputTest {
  private static final List<String> CALIBRATE =
      List.of("calibrate", "--traces=absent.csv", "--max-accuracy-drop=0.1");
  private static final List<String> ASK =
      List.of("--out=policy.json", "--label-budget=9", "--to-label");
  private static final List<String> BACKTEST =
      List.of("backtest", "--traces=absent.csv", "--max-cost=0.8", "--json");

  private final Path folder;

  OutputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static List<Cli> runs(String output) {
    List<String> policy = new ArrayList<>(CALIBRATE);
    policy.addAll(List.of("--out", output));
    List<String> ask = new ArrayList<>(CALIBRATE);
    ask.addAll(ASK);
    ask.add(output);
    List<String> report = new ArrayList<>(BACKTEST);
    report.add(output);
    return List.of(
        Cli.run(policy.toArray(new String[0])),
        Cli.run(ask.toArray(new String[0])),
        Cli.run(report.toArray(new String[0])));
  }

  @Test
  void run_fileWithoutName_isWrongUsage() {
    List<Cli> runs = runs("");
    for (int i = 0; i < runs.size(); i++) {
      assertThat(runs.get(i).code()).isEqualTo(2);
      assertThat(runs.get(i).err())
          .contains(
              "Cannot use %s '' (must name a file to write)"
                  .formatted(List.of("--out", "--to-label", "--json").get(i)));
    }
  }

  @Test
  void run_folder_isRefused() throws Exception {
    for (Cli run : runs(folder.toString())) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(folder + ": it is a folder (name a file in it with --")
          .doesNotContain("absent.csv");
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    assertThat(folder.resolveSibling(folder.getFileName() + ".partial")).doesNotExist();
  }

  @Test
  void run_folderThatIsNotThere_isRefused() {
    for (Cli run : runs(folder + "/no/x.json")) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(folder + "/no/x.json: its folder does not exist (create it first)");
    }
  }

  @Test
  void run_folderThatIsAFile_isRefused() {
    String file = Tables.text(folder.resolve("f"), "x");
    for (Cli run : runs(file + "/x.json")) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("x.json: " + file + " is no folder (name another file)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--out,demo --out=",
    "--out,trace --bundle b --data d --out=",
    "--out,train --data d --dev d --out=",
    "--output,score --bundle b --policy p --input i --output="
  })
  void run_folderWithoutName_isWrongUsage(String flag, String command) {
    Cli run = Cli.run(command.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Cannot use %s '' (must name a folder)".formatted(flag));
  }
}
