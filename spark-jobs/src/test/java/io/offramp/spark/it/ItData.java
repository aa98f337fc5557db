// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import io.offramp.spark.demo.DemoCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small tables of support requests, as users would bring them. */
final class ItData {
  private ItData() {}

  /** Labelled JSON lines. */
  static Path jsonl(Path file, int rows, long seed) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (DemoCorpus.Request request : DemoCorpus.write(rows, seed)) {
      lines.append(
          "{\"id\":%d,\"text\":\"%s\",\"label\":\"%s\"}%n"
              .formatted(request.id(), request.text(), request.label()));
    }
    return Files.writeString(file, lines);
  }

  /** The options that train a bundle in seconds. */
  static List<String> quickTraining() {
    return List.of(
        "--layers",
        "3",
        "--width",
        "32",
        "--heads",
        "2",
        "--epochs",
        "2",
        "--batch-size",
        "32",
        "--learning-rate",
        "0.002",
        "--word-dropout",
        "0",
        "--max-length",
        "64",
        "--vocab-size",
        "500");
  }
}
