// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the notebooks are committed as; that they run is seen by {@code NotebooksIT}. */
final class NotebooksTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ".")).resolve("../notebooks");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n]]");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)");

  static List<Path> notebooks() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  private static List<JsonNode> cells(Path notebook) throws IOException {
    JsonNode root = new ObjectMapper().readTree(Files.readString(notebook));
    return StreamSupport.stream(root.get("cells").spliterator(), false).toList();
  }

  private static String source(JsonNode cell) {
    StringBuilder source = new StringBuilder();
    cell.get("source").forEach(line -> source.append(line.asText()));
    return source.toString();
  }

  @Test
  void notebooks_areAllListedAndRun() throws IOException {
    String readme = Files.readString(FOLDER.resolve("README.md"));
    String run =
        Files.readString(
            FOLDER.resolve("../spark-jobs/src/test/java/io/offramp/spark/it/NotebooksIT.java"));
    assertThat(notebooks()).isNotEmpty();
    for (Path notebook : notebooks()) {
      String name = String.valueOf(notebook.getFileName());
      assertThat(readme).contains("(" + name + ")");
      assertThat(run).contains("run(\"" + name.replace(".ipynb", "") + "\")");
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void notebook_isCommittedWithoutOutputs(Path notebook) throws IOException {
    for (JsonNode cell : cells(notebook)) {
      if (cell.get("cell_type").asText().equals("code")) {
        assertThat(cell.get("outputs")).as(source(cell)).isEmpty();
        assertThat(cell.get("execution_count").isNull()).as(source(cell)).isTrue();
      }
      assertThat(cell.get("metadata")).as(source(cell)).isEmpty();
      assertThat(source(cell)).as("a backslash must be doubled").doesNotContainPattern(CONTROL);
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void notebook_teaches_andItsLinksLeadSomewhere(Path notebook) throws IOException {
    List<JsonNode> cells = cells(notebook);
    assertThat(source(cells.get(0))).startsWith("# ").contains("notebooks/start");
    for (JsonNode cell : cells) {
      if (cell.get("cell_type").asText().equals("markdown")) {
        LINK.matcher(source(cell))
            .results()
            .forEach(link -> assertThat(FOLDER.resolve(link.group(1))).exists());
      }
    }
  }
}
