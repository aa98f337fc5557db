// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The notebooks, as users run them but headless: each from a fresh kernel, top to bottom. */
class NotebooksIT {
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

  @ParameterizedTest
  @CsvSource({
    "01-from-labelled-data-to-a-certified-policy, The certificate held",
    "02-risk-curves-why-naive-thresholds-lie, of 200 naive thresholds broke their promise",
    "03-what-speed-up-to-expect, times as fast",
    "04-pyspark, certified in Python",
  })
  void notebook_fromAFreshKernel_runsToItsEnd(String name, String conclusion) throws Exception {
    PythonVenv venv = PythonVenv.of(processes);
    Path root = PythonVenv.root();
    Path notebook = folder.resolve(name + ".ipynb");
    Files.copy(root.resolve("notebooks").resolve(name + ".ipynb"), notebook);
    Map<String, String> environment = new HashMap<>(venv.environment());
    environment.put("IPYTHONDIR", folder.resolve("ipython").toString());

    Processes.Ended ended =
        processes.run(
            List.of(
                root.resolve("notebooks/start").toString(),
                venv.program("jupyter-execute"),
                "--inplace",
                "--timeout=180",
                notebook.toString()),
            environment);

    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(Files.readString(notebook)).contains("\"outputs\"", conclusion);
  }
}
