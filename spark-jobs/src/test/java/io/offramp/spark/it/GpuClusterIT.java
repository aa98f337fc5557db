// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped settings for GPUs, on a standalone cluster whose workers find two GPUs each, by the
 * shipped script and an {@code nvidia-smi} that is made up. The model computes on the CPU in their
 * place. A worker lends more cores than its GPUs have shares, so that these are what is scarce.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GpuClusterIT {
  private static final int WORKERS = 2;
  private static final int CORES = 6;
  private static final int SHARES = 4;
  private static final int FILES = WORKERS * CORES;
  private static final int FILE_ROWS = 100;
  private static final int TASKS = 2 * WORKERS * SHARES;
  private static final Path CONF = Path.of(System.getProperty("offramp.root", "")).resolve("conf");

  private static final Pattern COMPUTES =
      Pattern.compile("Task \\d+ of stage (\\d+) computes on (.+)");
  private static final Pattern LOADED =
      Pattern.compile("Loaded bundle .+ on (the CPU.*) in FP32, in .+");
  private static final Pattern BEGINS_OR_ENDS =
      Pattern.compile("(Running|Finished) task \\S+ in stage (\\d+)\\.\\d+ .+");

  @TempDir static Path folder = Path.of("");
  private Processes processes = new Processes(folder);
  private List<Row> expected = List.of();
  private List<StandaloneCluster> started = List.of();

  @BeforeAll
  void startClusterAndScoreLocally() throws Exception {
    processes = new Processes(folder);
    List<StandaloneCluster.Worker> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      workers.add(workerWithGpus(worker));
    }
    started = List.of(StandaloneCluster.start(processes, folder, workers));
    Files.createDirectories(folder.resolve("input"));
    for (int file = 0; file < FILES; file++) {
      writeRows(file);
    }
    Files.writeString(
        folder.resolve("policy.json"),
        ExitPolicyParser.toJson(TinyBundle.policy(TinyBundle.get(), 0.8, 0.8)));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        rootLogger.level = warn
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %m%n
        logger.stages.name = io.offramp.spark.ml
        logger.stages.level = debug
        logger.tasks.name = org.apache.spark.executor.Executor
        logger.tasks.level = info
        """);
    List<String> local =
        new ArrayList<>(
            Processes.java(
                "1g",
                Processes.applicationJar()
                    + java.io.File.pathSeparator
                    + Processes.sparkClasspath(),
                "io.offramp.spark.cli.Offramp"));
    local.addAll(score("expected"));
    local.addAll(List.of("--master", "local[2]"));
    Processes.Ended ended = processes.run(local, Map.of());
    assertThat(ended.code()).as(ended.output()).isZero();
    expected = rows("expected");
    assertThat(expected).hasSize(FILES * FILE_ROWS);
    assertThat(expected.stream().map(row -> row.<Integer>getAs("exit")).distinct().count())
        .as("the policy sends rows to several exits")
        .isGreaterThan(1);
  }

  @AfterAll
  void stop() {
    processes.close();
    SparkSession.active().stop();
  }

  @Test
  void score_halfAGpuForEveryTask_sharesOneModelAmongTheTasksOfAGpu() throws Exception {
    EventLog log =
        submit(
            List.of("spark.task.resource.gpu.amount=0.5", "spark.offramp.gpus-per-task="),
            score("all-tasks"));
    assertThat(log.stagesOfGpus(0.0)).isEmpty();
    int scoring = assertEachGpuHasOneModelAndItsTasks(log);
    assertThat(log.tasks(scoring)).isEqualTo(TASKS);
    assertThat(mostAtATime(Set.of(scoring), log)).isEqualTo(SHARES);
    assertSame(rows("all-tasks"));
  }

  @Test
  @EnabledIfSystemProperty(named = "offramp.cluster.all", matches = "true")
  void score_halfAGpuForScoringTasks_readsOnAllCoresWithoutAny() throws Exception {
    EventLog log = submit(List.of(), score("scoring-tasks"));
    int scoring = assertEachGpuHasOneModelAndItsTasks(log);
    assertThat(log.stagesOfGpus(0.5)).containsExactly(scoring);
    assertThat(log.tasks(scoring)).isEqualTo(TASKS);
    assertThat(mostAtATime(Set.of(scoring), log)).isEqualTo(SHARES);
    assertThat(mostAtATime(log.stagesOfGpus(0.0), log))
        .as("tasks that read, at a time")
        .isEqualTo(CORES);
    assertSame(rows("scoring-tasks"));
  }

  @Test
  @EnabledIfSystemProperty(named = "offramp.cluster.all", matches = "true")
  void trace_precisionToBeChosen_isChosenOnAGpu() throws Exception {
    List<String> trace = new ArrayList<>(List.of("trace", "--data", at("input")));
    trace.addAll(List.of("--bundle", TinyBundle.get().folder().toString(), "--out", at("traces")));
    EventLog log = submit(List.of(), trace);
    List<String> devices = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      for (MatchResult line : lines(COMPUTES, worker, log)) {
        devices.add(line.group(2));
        assertThat(log.stagesOfGpus(0.5)).contains(Integer.parseInt(line.group(1)));
      }
    }
    assertThat(devices).hasSizeGreaterThan(TASKS / 2).allMatch(device -> device.contains("GPU"));
    assertThat(log.stagesOfGpus(0.5)).as("check and trace").hasSizeGreaterThan(1);
  }

  @Test
  @EnabledIfSystemProperty(named = "offramp.cluster.all", matches = "true")
  void score_moreGpusForATaskThanAnExecutorHas_isRefused() throws Exception {
    List<String> options = new ArrayList<>(settings(List.of("spark.offramp.gpus-per-task=3")));
    StandaloneCluster cluster = started.get(0);
    Processes.Ended ended =
        processes.run(cluster.submit(options, score("refused")), cluster.environment());
    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output())
        .contains(
            "Cannot give scoring tasks 3 GPUs by spark.offramp.gpus-per-task (an executor has 2;")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private List<MatchResult> lines(Pattern pattern, int worker, EventLog log) throws IOException {
    return started.get(0).executorLog(worker, log.application()).stream()
        .flatMap(line -> pattern.matcher(line).results())
        .toList();
  }

  /** The most tasks of these stages that one executor ran at a time, by its log. */
  private int mostAtATime(Set<Integer> stages, EventLog log) throws IOException {
    int most = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
      int running = 0;
      for (MatchResult line : lines(BEGINS_OR_ENDS, worker, log)) {
        if (stages.contains(Integer.parseInt(line.group(2)))) {
          running += line.group(1).equals("Running") ? 1 : -1;
          most = Math.max(most, running);
        }
      }
    }
    return most;
  }

  /** Returns the stage that scored. */
  private int assertEachGpuHasOneModelAndItsTasks(EventLog log) throws IOException {
    Set<Integer> stages = new TreeSet<>();
    int tasks = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
      List<String> own =
          List.of(
              "the CPU in place of GPU " + 2 * worker,
              "the CPU in place of GPU " + (2 * worker + 1));
      assertThat(lines(LOADED, worker, log))
          .extracting(line -> line.group(1))
          .as("models of worker " + worker)
          .containsExactlyInAnyOrderElementsOf(own);
      List<MatchResult> computed = lines(COMPUTES, worker, log);
      assertThat(computed).extracting(line -> line.group(2)).hasSameElementsAs(own);
      computed.forEach(line -> stages.add(Integer.parseInt(line.group(1))));
      tasks += computed.size();
    }
    assertThat(stages).hasSize(1);
    assertThat(tasks).isEqualTo(TASKS);
    return stages.iterator().next();
  }

  /** Two GPUs, which the shipped script finds by an {@code nvidia-smi} of the worker's own. */
  private static StandaloneCluster.Worker workerWithGpus(int number) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin" + number));
    Path smi = bin.resolve("nvidia-smi");
    Files.writeString(
        smi,
        """
        #!/bin/sh
        case $1 in
          --query-gpu=index) printf '%%d\\n%%d\\n' %d %d ;;
          *) echo '[N/A]' ;;
        esac
        """
            .formatted(2 * number, 2 * number + 1));
    assertThat(smi.toFile().setExecutable(true)).isTrue();
    return new StandaloneCluster.Worker(
        CORES,
        "2g",
        Map.of(
            "spark.worker.resource.gpu.amount",
            "2",
            "spark.worker.resource.gpu.discoveryScript",
            CONF.resolve("getGpusResources.sh").toString()),
        Map.of("PATH", bin + ":" + System.getenv("PATH")));
  }

  private EventLog submit(List<String> settings, List<String> command) throws Exception {
    StandaloneCluster cluster = started.get(0);
    Path events = Files.createTempDirectory(folder, "events");
    List<String> options = new ArrayList<>(settings(settings));
    options.addAll(EventLog.options(events));
    Processes.Ended ended = processes.run(cluster.submit(options, command), cluster.environment());
    assertThat(ended.code()).as(ended.output()).isZero();
    return EventLog.in(events);
  }

  /** All slots are there before the first job, so that every GPU gets tasks. */
  private static List<String> settings(List<String> more) {
    List<String> settings = new ArrayList<>();
    settings.add("spark.offramp.device=cpu");
    settings.add("spark.cores.max=" + WORKERS * CORES);
    settings.add("spark.scheduler.minRegisteredResourcesRatio=1.0");
    settings.add("spark.scheduler.maxRegisteredResourcesWaitingTime=120s");
    settings.add(
        "spark.executor.extraJavaOptions=-Dlog4j2.configurationFile=file:"
            + folder.resolve("log4j2.properties"));
    settings.addAll(more);
    List<String> options =
        new ArrayList<>(
            List.of("--properties-file", CONF.resolve("spark-standalone-gpu.conf").toString()));
    settings.forEach(setting -> options.addAll(List.of("--conf", setting)));
    return options;
  }

  private static void writeRows(int file) throws IOException {
    StringBuilder lines = new StringBuilder();
    int id = file * FILE_ROWS;
    for (TinyBundle.Sample sample : TinyBundle.samples(FILE_ROWS, 100 + file)) {
      lines.append("{\"id\":%d,\"text\":\"%s\"}%n".formatted(id++, sample.text()));
    }
    Files.writeString(folder.resolve("input").resolve("part%02d.jsonl".formatted(file)), lines);
  }

  private static List<String> score(String output) {
    List<String> score = new ArrayList<>(List.of("score", "--input", at("input")));
    score.addAll(List.of("--bundle", TinyBundle.get().folder().toString()));
    score.addAll(List.of("--policy", at("policy.json"), "--output", at(output)));
    score.addAll(List.of("--precision", "fp32", "--partitions", String.valueOf(TASKS)));
    return score;
  }

  private void assertSame(List<Row> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Row want = expected.get(i);
      Row got = actual.get(i);
      for (String column : List.of("id", "text", "prediction", "exit", "cost")) {
        assertThat(got.<Object>getAs(column)).as(column).isEqualTo(want.getAs(column));
      }
      assertThat(got.<Double>getAs("confidence"))
          .isCloseTo(want.<Double>getAs("confidence"), within(1e-4));
    }
  }

  private static List<Row> rows(String table) {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
        .read()
        .parquet(at(table))
        .orderBy("id")
        .collectAsList();
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }
}
