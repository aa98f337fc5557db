// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of {@code score --checkpoint} of which a process is killed at a random moment, by the signal
 * that nobody can catch: after the next run the table is that of an undisturbed one. A round takes
 * a minute, so builds have none: {@code offramp.kill.rounds} asks for some, {@code
 * offramp.kill.seed} for others.
 */
@EnabledIfSystemProperty(named = "offramp.kill.rounds", matches = "[0-9]+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {
  private static final int ROUNDS = Integer.getInteger("offramp.kill.rounds", 1);
  private static final long SEED = Long.getLong("offramp.kill.seed", 3);
  private static final int MOST_RUNS = 3;

  /** How many times as long things take there: executors start, and get the jar. */
  private static final double CLUSTER = 2;

  private static final long LIMIT_SECONDS = 200;
  private static final int POLL_MILLIS = 2;
  private static final String EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";
  private static final String LOCAL = "local[2]";

  private final Path folder;
  private final Processes processes;
  private final Path bundle = TinyBundle.get().folder();
  private final Path policy;
  private Optional<StandaloneCluster> cluster = Optional.empty();
  private Optional<NightlyFolder> undisturbed = Optional.empty();
  private Usual usual = new Usual(0, 0);

  KillIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.processes = new Processes(folder);
    this.policy = folder.resolve("policy.json");
  }

  /** Who is killed. */
  private enum Victim {
    DRIVER,
    EXECUTOR,
    WORKER,
    WORKER_AND_EXECUTOR
  }

  /**
   * How long things take if nobody is killed, in seconds.
   *
   * @param start until the first batch begins
   * @param batch each of them
   */
  private record Usual(double start, double batch) {}

  /**
   * What is done to a run.
   *
   * @param batch after whose begin the kill comes; -1: after the process's start
   * @param seconds from then on
   */
  private record Kill(Victim victim, int batch, double seconds) {}

  @BeforeAll
  void runUndisturbed() throws Exception {
    ExitPolicyParser.write(TinyBundle.policy(TinyBundle.get(), 0.8, 0.7), policy);
    NightlyFolder whole = new NightlyFolder(folder.resolve("undisturbed"));
    whole.deliverLate();
    usual = measure(whole, LOCAL);
    undisturbed = Optional.of(whole);
    ScoredRows all = ScoredRows.of(whole, "");
    all.requireSummary(whole.output().resolve("_summary.json"));
    long files = NightlyFolder.FILES + 1;
    assertThat(all.rows()).isEqualTo(files * (NightlyFolder.ROWS + 1));
    assertThat(all.bad()).isEqualTo(files * (NightlyFolder.ROWS / 50 + 1));
  }

  @AfterAll
  void stop() {
    processes.close();
  }

  @Test
  void killedRuns_runAgain_leaveTheTableOfAnUndisturbedRun() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      Victim victim =
          switch ((int) Math.floorMod(SEED + round, 3L)) {
            case 0 -> Victim.DRIVER;
            case 1 -> Victim.EXECUTOR;
            default -> random.nextBoolean() ? Victim.WORKER : Victim.WORKER_AND_EXECUTOR;
          };
      boolean local = victim == Victim.DRIVER && random.nextInt(4) > 0;
      boolean more = random.nextBoolean();
      int batch = random.nextInt(NightlyFolder.BATCHES + 1) - 1;
      double share = random.nextDouble() * (local ? 1 : CLUSTER);
      double seconds = share * (batch < 0 ? usual.start() : usual.batch());
      NightlyFolder nightly = new NightlyFolder(folder.resolve("round" + round));
      String where = local ? LOCAL : cluster().url();
      String story = round(nightly, where, new Kill(victim, batch, seconds), more);
      requireUndisturbed(nightly, more);
      System.out.printf(Locale.ROOT, "seed %d round %d: %s%n", SEED, round, story);
    }
  }

  @Test
  void secondRunAtTheSameTime_isRefused_andTheFirstEndsWell() throws Exception {
    NightlyFolder nightly = new NightlyFolder(folder.resolve("twice"));
    Path log = folder.resolve("first.log");
    Process first = start(nightly, LOCAL, log);
    await(first, log, () -> nightly.hasBegun(0));
    ProcessTree.signal(first, "STOP"); // however long the second takes
    Processes.Ended second = processes.run(nightly.command(bundle, policy, LOCAL), Map.of());
    ProcessTree.signal(first, "CONT");

    assertThat(second.code()).as(second.output()).isEqualTo(1);
    assertThat(second.output())
        .contains("Cannot use " + nightly.checkpoint())
        .contains("another run has it, process " + first.pid())
        .doesNotContain("\tat ");
    assertThat(end(first)).as(Files.readString(log)).isZero();
    requireUndisturbed(nightly, false);
  }

  @Test
  void plainRun_killedWhileItScores_leavesTheOldTable_andTheNextRunCleansUp() throws Exception {
    NightlyFolder plain = new NightlyFolder(folder.resolve("plain"));
    List<String> command = new ArrayList<>(plain.command(bundle, policy, LOCAL));
    int checkpoint = command.indexOf("--checkpoint");
    command.subList(checkpoint, command.indexOf("--precision")).clear();
    command.addAll(List.of("--mode", "overwrite"));
    Path old = Files.createDirectories(plain.output()).resolve("old.jsonl");
    Files.writeString(old, "{}");
    Path log = plain.folder().resolve("run.log");
    Process run = processes.start(command, Map.of(), log);
    await(run, log, () -> !staged(plain).isEmpty());
    run.destroyForcibly();
    end(run);
    assertThat(staged(plain)).as(Files.readString(log)).isNotEmpty();
    assertThat(old).hasContent("{}");

    Processes.Ended again = processes.run(command, Map.of());

    assertThat(again.code()).as(again.output()).isZero();
    requireUndisturbed(plain, false);
  }

  /** Folders beside the output that a run has begun to write into. */
  private static List<Path> staged(NightlyFolder plain) throws IOException {
    try (var files = Files.list(plain.folder())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("_offramp-out-staging-"))
          .filter(file -> Files.exists(file.resolve("rows")))
          .toList();
    }
  }

  /** Kills, runs again until that ends well, and tells what happened. */
  private String round(NightlyFolder nightly, String master, Kill kill, boolean more)
      throws Exception {
    Path log = nightly.folder().resolve("run.log");
    Process run = start(nightly, master, log);
    if (kill.batch() >= 0) {
      await(run, log, () -> nightly.hasBegun(kill.batch()));
    }
    TimeUnit.MICROSECONDS.sleep(Math.round(1e6 * kill.seconds()));
    if (kill.victim() == Victim.EXECUTOR || kill.victim() == Victim.WORKER_AND_EXECUTOR) {
      await(run, log, () -> !ProcessTree.with(EXECUTOR).isEmpty());
    }
    boolean late = !run.isAlive();
    kill(kill.victim(), run);
    String stage = late ? "after the end" : nightly.stage();
    if (more) {
      nightly.deliverLate();
    }
    int code = end(run);
    int runs = 0;
    while ((runs == 0 && more) || code != 0) {
      assertThat(runs++).as(Files.readString(log)).isLessThan(MOST_RUNS);
      code = end(start(nightly, master, log));
    }
    return String.format(
        Locale.ROOT,
        "%s killed on %s %s%s; runs afterwards %d",
        kill.victim(),
        master.startsWith("local") ? "one machine" : "the cluster",
        stage,
        more ? ", then a file came" : "",
        runs);
  }

  private void kill(Victim victim, Process driver) throws IOException {
    switch (victim) {
      case DRIVER -> driver.destroyForcibly();
      case EXECUTOR -> last(ProcessTree.with(EXECUTOR)).ifPresent(ProcessHandle::destroyForcibly);
      case WORKER, WORKER_AND_EXECUTOR -> {
        ProcessHandle worker = last(ProcessTree.with(WORKER)).orElseThrow();
        List<String> command = ProcessTree.commandLine(worker);
        List<ProcessHandle> executors = worker.children().toList();
        worker.destroyForcibly();
        if (victim == Victim.WORKER_AND_EXECUTOR) {
          executors.forEach(ProcessHandle::destroyForcibly);
        }
        processes.start(
            command, cluster().environment(), Files.createTempFile(folder, "worker", ".log"));
      }
    }
  }

  private static Optional<ProcessHandle> last(List<ProcessHandle> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  private void requireUndisturbed(NightlyFolder nightly, boolean more) throws IOException {
    ScoredRows rows = ScoredRows.of(nightly, "");
    rows.requireSame(ScoredRows.of(undisturbed.orElseThrow(), more ? "" : NightlyFolder.LATE));
    rows.requireSummary(nightly.output().resolve("_summary.json"));
    List<String> left = new ArrayList<>();
    try (var files = Files.walk(nightly.folder())) {
      files
          .map(file -> nightly.folder().relativize(file).toString())
          .filter(file -> file.matches("(out|bad|_offramp).*"))
          .filter(file -> file.matches(".*(staging/.|staging-|_temporary|\\.fresh$).*"))
          .forEach(left::add);
    }
    assertThat(left).as("left by those who were killed").isEmpty();
    assertThat(ScoredRows.visible(nightly.output()))
        .allMatch(file -> file.getFileName().toString().startsWith("part-"));
  }

  private StandaloneCluster cluster() throws IOException {
    if (cluster.isEmpty()) {
      try {
        Path home = Files.createDirectories(folder.resolve("cluster"));
        cluster = Optional.of(StandaloneCluster.start(processes, home, 2));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return cluster.get();
  }

  private Usual measure(NightlyFolder nightly, String master) throws Exception {
    Path log = nightly.folder().resolve("run.log");
    long begin = System.nanoTime();
    Process run = start(nightly, master, log);
    await(run, log, () -> nightly.hasBegun(0));
    double first = (System.nanoTime() - begin) / 1e9;
    assertThat(end(run)).as(Files.readString(log)).isZero();
    double all = (System.nanoTime() - begin) / 1e9;
    Usual measured = new Usual(first, (all - first) / (NightlyFolder.BATCHES + 1));
    System.out.printf(Locale.ROOT, "%s: %s, in all %.1f s%n", master, measured, all);
    return measured;
  }

  private Process start(NightlyFolder nightly, String master, Path log) throws IOException {
    String settings =
        "-Xmx1g -Dspark.driver.host=127.0.0.1 -Dspark.executor.memory=1g -Dspark.ui.enabled=false";
    return processes.start(
        nightly.command(bundle, policy, master), Map.of("OFFRAMP_JAVA_OPTS", settings), log);
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Until it holds, or the process has ended. */
  private static void await(Process run, Path log, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (run.isAlive() && !condition.holds()) {
      assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static int end(Process run) throws InterruptedException {
    assertThat(run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return run.exitValue();
  }
}
