// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the Python package and its tests say of versions; all else is seen by {@code PySparkIT}. */
final class PythonPackageTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");

  private static String first(String file, String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(file)));
    assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
    return found.group(1);
  }

  private static Map<String, String> pins(String file) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(file));
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("==", -1))
        .collect(Collectors.toMap(pin -> pin[0], pin -> pin[1]));
  }

  @Test
  void version_isMavens() throws IOException {
    String maven = first("pom.xml", "<version>([^<]+)</version>");
    assertThat(first("spark-jobs/src/main/python/pyproject.toml", "\nversion = \"([^\"]+)\""))
        .isEqualTo(maven.replace("-SNAPSHOT", ".dev0"));
  }

  @Test
  void pins_areOfTheBuildsSpark_andTheSameForTestsAndNotebooks() throws IOException {
    Map<String, String> tests = pins("spark-jobs/src/test/python/requirements.txt");
    Map<String, String> notebooks = pins("notebooks/requirements.txt");
    assertThat(tests)
        .containsEntry("pyspark", first("pom.xml", "<spark.version>([^<]+)</spark.version>"));
    assertThat(tests.keySet()).contains("pytest", "numpy");
    tests.forEach(
        (name, version) ->
            assertThat(notebooks.getOrDefault(name, version)).as(name).isEqualTo(version));
    assertThat(notebooks).containsKeys("jjava", "ipykernel", "nbclient", "pyspark");
  }
}
