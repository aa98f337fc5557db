// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as users type them, through {@code ./offramp}. */
class LauncherIT {
  @TempDir Path folder = Path.of("");
  private Processes processes = new Processes(folder);

  @BeforeEach
  void setUp() {
    processes = new Processes(folder);
  }

  @AfterEach
  void tearDown() {
    processes.close();
  }

  @Test
  void mainJob_fromLabelledTextToScoredTable_works() throws Exception {
    Path train = ItData.jsonl(folder.resolve("train.jsonl"), 3000, 1);
    Path dev = ItData.jsonl(folder.resolve("dev.jsonl"), 300, 2);
    Path held = ItData.jsonl(folder.resolve("held.jsonl"), 1000, 3);
    Path input = ItData.jsonl(folder.resolve("input.jsonl"), 500, 4);
    List<String> training = new ArrayList<>(List.of("train", "--data", train.toString()));
    training.addAll(List.of("--dev", dev.toString(), "--out", at("bundle")));
    training.addAll(ItData.quickTraining());
    Processes.Ended trained = offramp(training.toArray(new String[0]));
    assertThat(trained.code()).as(trained.output()).isZero();
    assertThat(trained.output()).contains("dev accuracy", "exit  layer", "SHA-256");

    Processes.Ended traced =
        offramp(
            "trace", "--bundle", at("bundle"), "--data", held.toString(), "--out", at("traces"));
    assertThat(traced.code()).as(traced.output()).isZero();
    assertThat(traced.output()).contains("traced 1,000 rows", "1,000 labelled");

    Processes.Ended impossible =
        calibrate("--max-accuracy-drop", "0.0001", "--out", at("none.json"));
    assertThat(impossible.code()).as(impossible.output()).isEqualTo(3);
    assertThat(impossible.output()).contains("no policy was certified", "rows");
    assertThat(folder.resolve("none.json")).doesNotExist();

    Processes.Ended calibrated =
        calibrate("--max-accuracy-drop", "0.05", "--out", at("policy.json"));
    assertThat(calibrated.code()).as(calibrated.output()).isZero();
    assertThat(calibrated.output()).contains("With confidence 0.9", "expected cost");

    Processes.Ended compared =
        offramp(
            "backtest",
            "--traces",
            at("traces"),
            "--max-accuracy-drop",
            "0.05",
            "--splits",
            "2",
            "--methods",
            "naive",
            "--json",
            at("backtest.json"));
    assertThat(compared.code()).as(compared.output()).isZero();
    assertThat(compared.output()).contains("offramp *", "naive", "A violation is");
    assertThat(Files.readString(folder.resolve("backtest.json")))
        .contains("\"recommended\" : \"offramp\"", "\"naive\"");

    Processes.Ended scored =
        offramp(
            "score",
            "--bundle",
            at("bundle"),
            "--policy",
            at("policy.json"),
            "--input",
            input.toString(),
            "--output",
            at("scored"),
            "--output-format",
            "jsonl");
    assertThat(scored.code()).as(scored.output()).isZero();
    assertThat(scored.output()).contains("500 rows to", "500 scored", "mean cost", "accuracy");
    assertThat(ids(folder.resolve("scored"))).isEqualTo(ids(input));
    assertThat(Files.readString(folder.resolve("scored/_summary.json")))
        .contains("\"rows\" : 500", "\"exit-histogram\"", "\"policy-sha256\"");
  }

  @Test
  void wrongUsage_endsWithTwo_andSaysWhatToDo() throws Exception {
    Processes.Ended ended = offramp("score", "--bundel", "x");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("--bundle", "--help");
  }

  @Test
  void missingBundle_endsWithOne_withoutAStackTrace() throws Exception {
    Path input = ItData.jsonl(folder.resolve("input.jsonl"), 5, 4);
    Processes.Ended ended =
        offramp(
            "score", "--bundle", at("absent"), "--input", input.toString(), "--output", at("out"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("Cannot open bundle", "there is no such folder");
    assertThat(ended.output()).doesNotContain("\tat ");
    assertThat(ended.output()).as("nor a word of class archives").doesNotContain("[warning]");
  }

  @Test
  void laterCommands_takeClassesFromTheArchiveThatTheFirstMade() throws Exception {
    String[] refused = {"inspect", at("absent")};
    assertThat(offramp(refused).code()).isEqualTo(1);
    Path archive = root().resolve("spark-jobs/target/offramp-classes.jsa");
    assertThat(archive).isRegularFile();
    assumeTrue(Files.size(archive) > 0, "this JVM cannot write an archive of classes");
    String shared = "shared objects file (top)";
    String log = "-Xlog:class+load:file=" + at("classes.log");
    assertThat(offramp(Map.of("OFFRAMP_JAVA_OPTS", log), refused).code()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("classes.log"))).contains(shared);
    Map<String, String> off = Map.of("OFFRAMP_JAVA_OPTS", log, "OFFRAMP_CLASS_ARCHIVE", "off");
    assertThat(offramp(off, refused).code()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("classes.log"))).doesNotContain(shared);
  }

  @Test
  void score_onFewCores_collectsSeriallyUnlessToldOtherwise() throws Exception {
    String few = Runtime.getRuntime().availableProcessors() <= 8 ? "Using Serial" : "Using G1";
    assertThat(collector("", "score", "--bundle", at("absent"))).contains(few);
    assertThat(collector("-XX:+UseParallelGC", "score")).contains("Using Parallel");
    Map<String, String> elsewhere = Map.of("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC");
    assertThat(collector(elsewhere, "", "score")).contains("Using Parallel");
    assertThat(collector("", "inspect", at("absent"))).doesNotContain("Using Serial");
  }

  private String collector(String option, String... arguments) throws Exception {
    return collector(Map.of(), option, arguments);
  }

  private String collector(Map<String, String> environment, String option, String... arguments)
      throws Exception {
    Path log = Files.createTempFile(folder, "gc", ".log");
    Map<String, String> all = new HashMap<>(environment);
    all.put("OFFRAMP_JAVA_OPTS", option + " -Xlog:gc:file=" + log);
    assertThat(offramp(all, arguments).code()).isNotZero();
    return Files.readString(log);
  }

  private Processes.Ended calibrate(String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("calibrate", "--traces", at("traces"), "--confidence", "0.9"));
    arguments.addAll(List.of(more));
    return offramp(arguments.toArray(new String[0]));
  }

  private Processes.Ended offramp(String... arguments) throws IOException, InterruptedException {
    return offramp(Map.of(), arguments);
  }

  private Processes.Ended offramp(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(root().resolve("offramp").toString());
    command.addAll(List.of(arguments));
    return processes.run(command, environment);
  }

  private static Path root() {
    return Path.of(System.getProperty("offramp.root", ".."));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  /** The ids of JSON lines in the order of files and lines. */
  private static List<String> ids(Path table) throws IOException {
    List<String> ids = new ArrayList<>();
    try (var files = Files.walk(table)) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith("json") || f.toString().endsWith("jsonl"))
              .sorted()
              .toList()) {
        if (!String.valueOf(file.getFileName()).startsWith("_")) {
          for (String line : Files.readAllLines(file)) {
            ids.add(line.replaceFirst(".*\"id\":(\\d+).*", "$1"));
          }
        }
      }
    }
    return ids;
  }
}
