// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What Spark wrote down of an application: its stages, their tasks, and what these were given. */
final class EventLog {
  /** What {@code spark-submit} needs to write one; the folder must be there. */
  static List<String> options(Path folder) {
    List<String> options = new ArrayList<>();
    for (String setting :
        List.of("enabled=true", "dir=file:" + folder, "compress=false", "rolling.enabled=false")) {
      options.addAll(List.of("--conf", "spark.eventLog." + setting));
    }
    return options;
  }

  private final String application;
  private final Map<Integer, Integer> tasks = new TreeMap<>();
  private final Map<Integer, Integer> profiles = new TreeMap<>();
  private final Map<Integer, Double> gpus = new TreeMap<>();

  private EventLog(String application) {
    this.application = application;
  }

  /** The only log in a folder. */
  static EventLog in(Path folder) throws IOException {
    Path file;
    try (var files = Files.list(folder)) {
      file = files.filter(one -> !one.getFileName().toString().startsWith(".")).toList().get(0);
    }
    EventLog log = new EventLog(file.getFileName().toString());
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(file)) {
      log.add(json.readTree(line));
    }
    return log;
  }

  private void add(JsonNode event) {
    switch (event.get("Event").asText()) {
      case "SparkListenerResourceProfileAdded" ->
          gpus.put(
              event.get("Resource Profile Id").asInt(),
              event.get("Task Resource Requests").path("gpu").path("Amount").asDouble(0));
      case "SparkListenerStageSubmitted" -> {
        JsonNode stage = event.get("Stage Info");
        profiles.put(stage.get("Stage ID").asInt(), stage.get("Resource Profile Id").asInt());
      }
      case "SparkListenerTaskEnd" -> tasks.merge(event.get("Stage ID").asInt(), 1, Integer::sum);
      default -> {}
    }
  }

  /** As executors' folders are named. */
  String application() {
    return application;
  }

  /** The stages whose tasks were given so much of a GPU each. */
  Set<Integer> stagesOfGpus(double amount) {
    Set<Integer> stages = new TreeSet<>();
    profiles.forEach(
        (stage, profile) -> {
          if (gpus.getOrDefault(profile, 0.0) == amount) {
            stages.add(stage);
          }
        });
    return stages;
  }

  /** How many tasks a stage had. */
  int tasks(int stage) {
    return tasks.getOrDefault(stage, 0);
  }
}
