// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** All that a reader sees of an output and its quarantine, in any order. */
final class ScoredRows {
  private static final double TOLERANCE = 1e-4;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> good = new ArrayList<>();

  /** Confidences, in order, of the rows that have all else in common. */
  private final Map<String, List<Double>> confidences = new TreeMap<>();

  private long bad;
  private double cost;

  private ScoredRows() {}

  /** The rows in a folder's output and quarantine, but for those of one partition. */
  static ScoredRows of(NightlyFolder folder, String without) throws IOException {
    ScoredRows rows = new ScoredRows();
    for (Path table : List.of(folder.output(), folder.quarantine())) {
      for (Path file : visible(table)) {
        String partition = String.valueOf(table.relativize(file).getName(0));
        if (!partition.equals(without)) {
          rows.read(file, table.getFileName() + " " + partition);
        }
      }
    }
    rows.confidences.values().forEach(values -> values.sort(null));
    return rows;
  }

  /** Files that neither have, nor lie in a folder that has, a name that hides them. */
  static List<Path> visible(Path table) throws IOException {
    try (var files = Files.walk(table)) {
      return files.filter(Files::isRegularFile).filter(file -> !isHidden(table, file)).toList();
    }
  }

  private static boolean isHidden(Path table, Path file) {
    for (Path name : table.relativize(file)) {
      if (name.toString().startsWith("_") || name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** Through Hadoop, which would find a checksum that belongs to another file. */
  private void read(Path file, String place) throws IOException {
    FileSystem local = FileSystem.getLocal(new Configuration());
    try (var in = local.open(new org.apache.hadoop.fs.Path(file.toUri()))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        add((ObjectNode) JSON.readTree(line), place);
      }
    }
  }

  private void add(ObjectNode row, String place) {
    if (row.get("error").isNull()) {
      good.add(row.deepCopy());
      cost += row.get("cost").asDouble();
    } else {
      bad++;
    }
    double confidence = row.remove("confidence").asDouble();
    confidences.computeIfAbsent(place + " " + row, key -> new ArrayList<>()).add(confidence);
  }

  long rows() {
    return good.size() + bad;
  }

  long bad() {
    return bad;
  }

  /** The same rows, as often, with the same answers. */
  void requireSame(ScoredRows expected) {
    assertThat(confidences.keySet()).isEqualTo(expected.confidences.keySet());
    confidences.forEach(
        (row, values) -> {
          List<Double> want = expected.confidences.getOrDefault(row, List.of());
          assertThat(values).as(row).hasSameSizeAs(want);
          for (int i = 0; i < values.size(); i++) {
            assertThat(values.get(i)).as(row).isCloseTo(want.get(i), within(TOLERANCE));
          }
        });
    List<Long> ids = good.stream().map(row -> row.get("id").asLong()).sorted().toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  /** The summary tells of these rows. */
  void requireSummary(Path file) throws IOException {
    JsonNode summary = JSON.readTree(Files.readString(file));
    assertThat(summary.get("rows").asLong()).isEqualTo(rows());
    assertThat(summary.get("written").asLong()).isEqualTo(good.size());
    assertThat(summary.get("scored").asLong()).isEqualTo(good.size());
    assertThat(summary.get("quarantined").asLong()).isEqualTo(bad);
    assertThat(summary.get("mean-cost").asDouble()).isCloseTo(cost / good.size(), within(1e-9));
    for (int k = 1; k <= summary.get("exit-histogram").size(); k++) {
      int exit = k;
      assertThat(summary.get("exit-histogram").get(k - 1).asLong())
          .as("rows of exit %d", k)
          .isEqualTo(good.stream().filter(row -> row.get("exit").asInt() == exit).count());
    }
    long reasons = 0;
    for (JsonNode reason : summary.get("bad-row-reasons")) {
      reasons += reason.get("rows").asLong();
    }
    assertThat(reasons).as("bad rows by reason").isEqualTo(bad);
  }
}
