// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the demonstration's tables as JSON lines. */
final class DemoFiles {
  private static final JsonMapper MAPPER = new JsonMapper();

  private DemoFiles() {}

  static String write(Path file, List<DemoCorpus.Request> requests) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (DemoCorpus.Request request : requests) {
        ObjectNode row = MAPPER.createObjectNode();
        row.put("id", request.id()).put("text", request.text()).put("label", request.label());
        out.write(MAPPER.writeValueAsString(row));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write %s: %s".formatted(file, e), e);
    }
    return file.toString();
  }
}
