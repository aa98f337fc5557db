// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON trees and their text. */
public final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private Json() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Indented text, fields in the tree's order, ending in a line break. */
  public static String pretty(ObjectNode tree) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON: " + tree, e);
    }
  }

  /** One text for equal trees: fields sorted by name at every level, no white space. */
  public static String canonical(ObjectNode tree) {
    try {
      return MAPPER.writeValueAsString(MAPPER.convertValue(tree, Map.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON: " + tree, e);
    }
  }
}
