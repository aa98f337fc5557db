// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The summary of a table that came in batches, from the summaries of these. */
final class SummaryTotals {
  private static final List<String> COUNTS =
      List.of(
          "rows",
          "written",
          "scored",
          "quarantined",
          "truncated",
          "duplicates",
          "labelled-rows",
          "unknown-label-rows");

  private static final String HISTOGRAM = "exit-histogram";
  private static final String SKIPPED = "skipped-files";

  private SummaryTotals() {}

  /**
   * Sums of counts, means by their rows; settings are those of the last batch that had rows.
   *
   * @param summaries of the batches, each as {@link ScoreSummary#toJson}, or of a batch without
   *     rows some of its keys
   * @return as {@link ScoreSummary#toJson}, with keys {@code checkpoint} and {@code batches}
   */
  static String of(List<String> summaries, String checkpoint) {
    List<JsonNode> batches = summaries.stream().map(SummaryTotals::parse).toList();
    ObjectNode total = Json.object();
    batches.forEach(batch -> total.setAll((ObjectNode) batch));
    batches.stream()
        .filter(batch -> batch.path("rows").asLong() > 0)
        .forEach(batch -> total.setAll((ObjectNode) batch));
    COUNTS.forEach(name -> total.put(name, sum(batches, name)));
    ArrayNode histogram = total.putArray(HISTOGRAM);
    int exits = batches.stream().mapToInt(batch -> batch.path(HISTOGRAM).size()).max().orElse(0);
    for (int k = 0; k < exits; k++) {
      int exit = k;
      histogram.add(batches.stream().mapToLong(b -> b.path(HISTOGRAM).path(exit).asLong()).sum());
    }
    mean(total, batches, "mean-cost", "scored");
    mean(total, batches, "accuracy", "labelled-rows");
    double seconds = batches.stream().mapToDouble(batch -> batch.path("seconds").asDouble()).sum();
    total.put("seconds", seconds);
    total.put("rows-per-second", seconds > 0 ? sum(batches, "rows") / seconds : 0);
    ArrayNode skipped = total.putArray(SKIPPED);
    batches.forEach(batch -> batch.path(SKIPPED).forEach(skipped::add));
    total.putArray("bad-row-reasons").addAll(reasons(batches));
    total.put("checkpoint", checkpoint).put("batches", batches.size());
    return Json.pretty(total);
  }

  /** Rows of all batches. */
  static long rows(List<String> summaries) {
    return sum(summaries.stream().map(SummaryTotals::parse).toList(), "rows");
  }

  private static long sum(List<JsonNode> batches, String name) {
    return batches.stream().mapToLong(batch -> batch.path(name).asLong()).sum();
  }

  private static void mean(
      ObjectNode total, List<JsonNode> batches, String name, String weightName) {
    long weight = sum(batches, weightName);
    double weighted =
        batches.stream()
            .mapToDouble(b -> b.path(name).asDouble() * b.path(weightName).asLong())
            .sum();
    if (weight == 0) {
      total.putNull(name);
    } else {
      total.put(name, weighted / weight);
    }
  }

  /** The most frequent first; the example is the first batch's. */
  private static List<ObjectNode> reasons(List<JsonNode> batches) {
    Map<String, ObjectNode> reasons = new LinkedHashMap<>();
    for (JsonNode batch : batches) {
      for (JsonNode reason : batch.path("bad-row-reasons")) {
        ObjectNode sum =
            reasons.computeIfAbsent(
                reason.path("reason").asText(),
                key -> ((ObjectNode) reason.deepCopy()).put("rows", 0L));
        sum.put("rows", sum.path("rows").asLong() + reason.path("rows").asLong());
      }
    }
    return reasons.values().stream()
        .sorted(Comparator.comparingLong((ObjectNode reason) -> -reason.path("rows").asLong()))
        .toList();
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a batch's summary: " + e.getMessage(), e);
    }
  }
}
