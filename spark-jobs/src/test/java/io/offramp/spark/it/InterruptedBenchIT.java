// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A measurement that is told to stop, through {@code ./offramp}. */
class InterruptedBenchIT {
  private static final long LIMIT_SECONDS = 120;
  private static final int PAUSE_MILLIS = 20;

  @TempDir Path folder = Path.of("");

  /** Where it has most to clean up; everywhere if that is asked for. */
  private static List<String> places() {
    return Boolean.getBoolean("offramp.cluster.all")
        ? List.of("offramp-bench", "bundle/manifest.json", "rows/_SUCCESS")
        : List.of("rows/_SUCCESS");
  }

  @ParameterizedTest
  @MethodSource("places")
  void terminated_whereverItIs_leavesNoTemporaryFolder(String reached) throws Exception {
    Path input = ItData.jsonl(folder.resolve("input.jsonl"), 2000, 4);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("offramp.root", "..")).resolve("offramp").toString(),
            "bench",
            "--data",
            input.toString(),
            "--layers=4",
            "--width=32",
            "--repetitions=1000",
            "--precision=fp32");
    Path log = folder.resolve("log");
    try (Processes processes = new Processes(folder)) {
      Process process =
          processes.start(
              command, Map.of("OFFRAMP_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary), log);
      await(process, temporary, reached, log);
      process.destroy(); // SIGTERM; the launcher has become the Java process
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(128 + 15);
    }
    assertThat(foldersOfBench(temporary)).isEmpty();
  }

  private static void await(Process process, Path temporary, String reached, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!isThere(temporary, reached)) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      assertThat(System.nanoTime()).as("no " + reached).isLessThan(end);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean isThere(Path temporary, String reached) throws IOException {
    return foldersOfBench(temporary).stream()
        .anyMatch(bench -> reached.equals("offramp-bench") || Files.exists(bench.resolve(reached)));
  }

  private static List<Path> foldersOfBench(Path temporary) throws IOException {
    try (var files = Files.list(temporary)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("offramp-bench"))
          .toList();
    }
  }
}
