// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The checkpoints that generate.py wrote, and what it says of them. */
final class Goldens {
  private Goldens() {}

  static Path folder(String name) {
    try {
      return Path.of(requireNonNull(Goldens.class.getResource("expected.json")).toURI())
          .resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode expected(String name) throws IOException {
    return new ObjectMapper().readTree(folder("expected.json").toFile()).get(name);
  }
}
