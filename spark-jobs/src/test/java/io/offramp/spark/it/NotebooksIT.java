// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks, as users run them but headless: each from a fresh kernel, top to bottom. */
class NotebooksIT {
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
  void labelledData_toACertifiedPolicy() throws Exception {
    String printed = run("01-from-labelled-data-to-a-certified-policy");
    assertThat(printed)
        .contains("With confidence 0.9 over the draw of the certifying rows")
        .contains("no policy was certified")
        .contains("of fresh rows are answered differently, 0.02 allowed")
        .contains("loaded with the same parameters: true");
  }

  @Test
  void riskCurves_naiveThresholdsLie() throws Exception {
    String printed = run("02-risk-curves-why-naive-thresholds-lie");
    assertThat(printed)
        .containsPattern("\\b[6-9][0-9] of 200 naive thresholds broke|\\b1[0-3][0-9] of 200 naive")
        .containsPattern("\\b[0-9] of 100 were let down")
        .contains("conformal-risk");
  }

  @Test
  void speedUp_whatToExpect() throws Exception {
    assertThat(run("03-what-speed-up-to-expect"))
        .contains("promise 1.97 times", "where 2 were promised");
  }

  @Test
  void pySpark_certifiesAndScores() throws Exception {
    assertThat(run("04-pyspark"))
        .contains("certified in Python: [", "no policy was certified", "|weather|");
  }

  /** Runs a copy; returns what its cells wrote. */
  private String run(String name) throws Exception {
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
                "--timeout=800",
                notebook.toString()),
            environment,
            LIMIT_SECONDS);

    assertThat(ended.code()).as(ended.output()).isZero();
    return printed(notebook);
  }

  /** What the cells of a notebook that was run wrote. */
  private static String printed(Path notebook) throws IOException {
    StringBuilder printed = new StringBuilder();
    for (JsonNode cell : new ObjectMapper().readTree(Files.readString(notebook)).get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        assertThat(cell.get("execution_count").isNull()).as(cell.toString()).isFalse();
        cell.get("outputs")
            .forEach(output -> output.path("text").forEach(line -> printed.append(line.asText())));
      }
    }
    return printed.toString();
  }
}
