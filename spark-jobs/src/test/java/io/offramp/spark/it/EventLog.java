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

/** What Spark wrote down of an application: which tasks ran where and when, and what they asked. */
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

  private record Task(int stage, String executor, long launched, long finished) {}

  private final String application;
  private final List<Task> tasks = new ArrayList<>();
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
      case "SparkListenerTaskEnd" -> {
        JsonNode info = event.get("Task Info");
        tasks.add(
            new Task(
                event.get("Stage ID").asInt(),
                info.get("Executor ID").asText(),
                info.get("Launch Time").asLong(),
                info.get("Finish Time").asLong()));
      }
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
  long tasks(int stage) {
    return tasks.stream().filter(task -> task.stage() == stage).count();
  }

  /** The most tasks of a stage that one executor ran at a time. */
  long mostAtATime(int stage) {
    return tasks.stream()
        .filter(task -> task.stage() == stage)
        .mapToLong(task -> tasks.stream().filter(other -> overlap(task, other)).count())
        .max()
        .orElse(0);
  }

  /** Whether the other one ran when this one began. */
  private static boolean overlap(Task task, Task other) {
    return other.stage() == task.stage()
        && other.executor().equals(task.executor())
        && other.launched() <= task.launched()
        && other.finished() > task.launched();
  }
}
