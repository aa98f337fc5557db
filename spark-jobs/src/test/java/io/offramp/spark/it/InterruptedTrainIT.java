// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is told to stop while libtorch computes, through {@code ./offramp}. */
class InterruptedTrainIT {
  private static final long LIMIT_SECONDS = 120;
  private static final int PAUSE_MILLIS = 20;
  private static final Pattern STOPPED =
      Pattern.compile("stops in epoch (\\d+) with ([\\d,]+) steps of it done: a checkpoint");

  @TempDir Path folder = Path.of("");

  private List<String> command(Path train, Path dev) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("offramp.root", "..")).resolve("offramp").toString());
    command.addAll(List.of("train", "--data", train.toString(), "--dev", dev.toString()));
    command.addAll(List.of("--out", folder.resolve("bundle").toString()));
    command.addAll(List.of("--checkpoint-dir", folder.resolve("checkpoints").toString()));
    command.addAll(ItData.quickTraining());
    return command;
  }

  @Test
  void terminated_betweenCheckpoints_losesNoStepAndDoesNotCrash() throws Exception {
    Path train = ItData.jsonl(folder.resolve("train.jsonl"), 60_000, 4);
    Path dev = ItData.jsonl(folder.resolve("dev.jsonl"), 100, 5);
    List<String> command = command(train, dev);
    Path first = folder.resolve("first.log");
    Path second = folder.resolve("second.log");
    try (Processes processes = new Processes(folder)) {
      Process process = processes.start(command, Map.of(), first);
      await(process, first, "training: epoch ");
      process.destroy(); // SIGTERM; the launcher has become the Java process
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(first)).isEqualTo(128 + 15);
      Matcher stopped = STOPPED.matcher(Files.readString(first));
      assertThat(stopped.find()).as(Files.readString(first)).isTrue();

      await(
          processes.start(command, Map.of(), second),
          second,
          "goes on from a checkpoint: epoch %s, %s steps of it done"
              .formatted(stopped.group(1), stopped.group(2)));
    }
  }

  private static void await(Process process, Path log, String words) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Files.readString(log).contains(words)) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
