// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the Python package, by PySpark of the build's version and the application's jar. */
class PySparkIT {
  private static final int TEXTS = 1200;
  private static final int LIMIT_SECONDS = 900;

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
  void pythonPackage_withTheBuiltJar_passesItsTests() throws Exception {
    PythonVenv venv = PythonVenv.of(processes);
    Map<String, String> environment = new HashMap<>(venv.environment());
    environment.put("OFFRAMP_VERSION", System.getProperty("offramp.version", ""));
    environment.put("OFFRAMP_BUNDLE", TinyBundle.copyTo(folder.resolve("bundle")).toString());
    environment.put("OFFRAMP_TEXTS", texts(folder.resolve("texts.jsonl")).toString());
    Path tests = PythonVenv.root().resolve("spark-jobs/src/test/python");

    Processes.Ended ended =
        processes.run(
            List.of(
                venv.program("pytest"),
                "-c",
                tests.resolve("pytest.ini").toString(),
                "--basetemp",
                folder.resolve("pytest").toString(),
                tests.toString()),
            environment,
            LIMIT_SECONDS);

    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).contains(" passed").doesNotContain(" skipped");
    System.out.println(ended.output());
  }

  private static Path texts(Path file) throws Exception {
    StringBuilder lines = new StringBuilder();
    int id = 0;
    for (TinyBundle.Sample sample : TinyBundle.samples(TEXTS, 7)) {
      lines.append(
          "{\"id\":%d,\"text\":\"%s\",\"label\":\"%s\"}%n"
              .formatted(id++, sample.text(), sample.label()));
    }
    return Files.writeString(file, lines);
  }
}
