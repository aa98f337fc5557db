// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.checkpoint.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a JSON file that other programs write: what is asked for must be of its type, and
 * what nobody asks for is nobody's business, as such files have dozens of fields.
 *
 * @param source what messages call the file
 * @param object its content
 */
record ConfigFields(String source, ObjectNode object) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Reads a file.
   *
   * @throws HfException if it is no JSON object
   * @throws java.io.UncheckedIOException if it cannot be read at all
   * @throws io.offramp.calibration.json.FileFormatException if it is no text
   */
  static ConfigFields read(Path file) {
    return parse(JsonFiles.readText(file, "configuration"), file.toString());
  }

  static ConfigFields parse(String json, String source) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new HfException(
          "Cannot read %s: not valid JSON (%s)".formatted(source, Shown.of(e.getOriginalMessage())),
          e);
    }
    if (root instanceof ObjectNode object) {
      return new ConfigFields(source, object);
    }
    throw new HfException("Cannot read %s: not a JSON object".formatted(source));
  }

  /** Whether there is such a field that is not null. */
  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A count or size. */
  int size(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      throw new HfException(
          "Cannot read %s: it has no \"%s\" (must be an integer, as Hugging Face's save_pretrained writes it)"
              .formatted(source, name));
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw wrong(name, node, "an integer, at least 0");
    }
    return node.intValue();
  }

  /** A count or size that has a default. */
  int size(String name, int otherwise) {
    return has(name) ? size(name) : otherwise;
  }

  /**
   * A count that has a default, and is believed up to a bound, before any tensor confirms it.
   *
   * @throws HfException if it is beyond the bound
   */
  int size(String name, int otherwise, int most) {
    int size = size(name, otherwise);
    if (size > most) {
      throw tooMany(name, size, most);
    }
    return size;
  }

  double number(String name, double otherwise) {
    JsonNode node = object.path(name);
    if (!has(name)) {
      return otherwise;
    }
    if (!node.isNumber()) {
      throw wrong(name, node, "a number");
    }
    return node.doubleValue();
  }

  boolean flag(String name, boolean otherwise) {
    return optionalFlag(name).orElse(otherwise);
  }

  Optional<Boolean> optionalFlag(String name) {
    JsonNode node = object.path(name);
    if (!has(name)) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      throw wrong(name, node, "true or false");
    }
    return Optional.of(node.booleanValue());
  }

  Optional<String> text(String name) {
    JsonNode node = object.path(name);
    if (!has(name)) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw wrong(name, node, "a text");
    }
    return Optional.of(node.textValue());
  }

  /** Texts of an array; none if there is no such field. */
  List<String> texts(String name) {
    JsonNode node = object.path(name);
    List<String> texts = new ArrayList<>();
    if (!has(name)) {
      return texts;
    }
    requireList(name, node, "a list of texts");
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw wrong(name, node, "a list of texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  Optional<ConfigFields> section(String name) {
    JsonNode node = object.path(name);
    if (!has(name)) {
      return Optional.empty();
    }
    if (node instanceof ObjectNode section) {
      return Optional.of(new ConfigFields(source + " (" + name + ")", section));
    }
    throw wrong(name, node, "an object");
  }

  /** Objects of an array; none if there is no such field. */
  List<ConfigFields> sections(String name) {
    JsonNode node = object.path(name);
    List<ConfigFields> sections = new ArrayList<>();
    requireList(name, node, "a list of objects");
    for (JsonNode element : node) {
      if (!(element instanceof ObjectNode section)) {
        throw wrong(name, node, "a list of objects");
      }
      sections.add(new ConfigFields(source + " (" + name + ")", section));
    }
    return sections;
  }

  private void requireList(String name, JsonNode node, String must) {
    if (has(name) && !node.isArray()) {
      throw wrong(name, node, must);
    }
  }

  /** An exception to throw about a field. */
  HfException wrong(String name, JsonNode node, String must) {
    return new HfException(
        "Cannot read %s: \"%s\" is %s (must be %s)"
            .formatted(source, name, Shown.of(node.toString()), must));
  }

  /** An exception to throw about a count that nobody would have. */
  HfException tooMany(String name, int count, int most) {
    return unsupported("\"%s\" counts %d".formatted(name, count), "must be at most " + most);
  }

  /** An exception to throw about a model that is of another kind than those that can be run. */
  HfException unsupported(String what, String must) {
    return new HfException("Cannot import %s: %s (%s)".formatted(source, what, must));
  }
}
