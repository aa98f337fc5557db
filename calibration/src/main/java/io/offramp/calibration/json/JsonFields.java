// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One JSON object read strictly: each field must be there and of its type, and once all known
 * fields were asked for, no other may be there.
 */
public final class JsonFields {
  private static final int SHOWN_CHARACTERS = 60;

  private final ObjectNode object;
  private final String kind;
  private final String source;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();

  private JsonFields(ObjectNode object, String kind, String source, String path) {
    this.object = object;
    this.kind = kind;
    this.source = source;
    this.path = path;
  }

  /**
   * The fields of a document's top object.
   *
   * @param json the whole text
   * @param kind what messages call such a document, such as {@code policy}
   * @param source what messages call this one, usually its path
   * @throws FileFormatException if the text is not one JSON object
   */
  public static JsonFields parse(String json, String kind, String source) {
    return parse(json, kind, source, "must be a file written by Offramp; copy it again");
  }

  /**
   * The same of a document that people may write themselves.
   *
   * @param remedy what a text that is no JSON should be, for messages
   */
  public static JsonFields parse(String json, String kind, String source, String remedy) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new FileFormatException(
          "Cannot read %s %s: not whole, valid JSON: %s (%s)"
              .formatted(kind, source, where(e), remedy),
          e);
    }
    if (node.isMissingNode()) {
      throw new FileFormatException(
          "Cannot read %s %s: the file is empty (must be a JSON object; copy it again)"
              .formatted(kind, source));
    }
    if (node instanceof ObjectNode root) {
      return new JsonFields(root, kind, source, "");
    }
    throw new FileFormatException(
        "Cannot read %s %s: %s (must be a JSON object)".formatted(kind, source, shown(node)));
  }

  /** Whether a field that may be missing is there. */
  public boolean has(String name) {
    known.add(name);
    return object.has(name);
  }

  /** A required string. */
  public String text(String name) {
    JsonNode node = required(name);
    if (!node.isTextual()) {
      throw wrongType(name, node, "a string");
    }
    return node.textValue();
  }

  /** A string that may be missing. */
  public Optional<String> optionalText(String name) {
    known.add(name);
    return object.has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** A required string or null. */
  public Optional<String> textOrNull(String name) {
    return required(name).isNull() ? Optional.empty() : Optional.of(text(name));
  }

  /** A required number. */
  public double number(String name) {
    return number(name, required(name));
  }

  /** A required 64-bit integer. */
  public long integer(String name) {
    JsonNode node = required(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrongType(name, node, "a 64-bit integer");
    }
    return node.longValue();
  }

  /** A required 32-bit integer. */
  public int smallInteger(String name) {
    JsonNode node = required(name);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrongType(name, node, "a 32-bit integer");
    }
    return node.intValue();
  }

  /** A required array of numbers. */
  public List<Double> numbers(String name) {
    return numbers(name, array(name, "an array of numbers"));
  }

  /**
   * A required array of numbers and nulls.
   *
   * @param ofNull the number a null stands for
   */
  public List<Double> numbers(String name, double ofNull) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : array(name, "an array of numbers and nulls")) {
      String place = name + "[" + numbers.size() + "]";
      if (element.isNull()) {
        numbers.add(ofNull);
      } else if (Double.isInfinite(number(place, element))) {
        throw wrongType(place, element, "null or a number that is not too great");
      } else {
        numbers.add(number(place, element));
      }
    }
    return numbers;
  }

  /** A required array of arrays of numbers. */
  public List<List<Double>> numberLists(String name) {
    List<List<Double>> lists = new ArrayList<>();
    for (JsonNode element : array(name, "an array of arrays of numbers")) {
      String place = name + "[" + lists.size() + "]";
      if (!element.isArray()) {
        throw wrongType(place, element, "an array of numbers");
      }
      lists.add(numbers(place, element));
    }
    return lists;
  }

  /** A required boolean. */
  public boolean bool(String name) {
    JsonNode node = required(name);
    if (!node.isBoolean()) {
      throw wrongType(name, node, "true or false");
    }
    return node.booleanValue();
  }

  /** A required array of strings. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name, "an array of strings")) {
      if (!element.isTextual()) {
        throw wrongType(name + "[" + texts.size() + "]", element, "a string");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** A required array of 32-bit integers. */
  public List<Integer> smallIntegers(String name) {
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode element : array(name, "an array of integers")) {
      if (!element.isIntegralNumber() || !element.canConvertToInt()) {
        throw wrongType(name + "[" + numbers.size() + "]", element, "a 32-bit integer");
      }
      numbers.add(element.intValue());
    }
    return numbers;
  }

  /** The fields of each object of a required array. */
  public List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode element : array(name, "an array of objects")) {
      String place = name + "[" + objects.size() + "]";
      if (!(element instanceof ObjectNode child)) {
        throw wrongType(place, element, "an object");
      }
      objects.add(new JsonFields(child, kind, source, path + place + "."));
    }
    return objects;
  }

  /** A required object whose fields are free and all strings. */
  public Map<String, String> textMap(String name) {
    JsonFields fields = object(name);
    Map<String, String> texts = new TreeMap<>();
    fields.object.fieldNames().forEachRemaining(key -> texts.put(key, fields.text(key)));
    return texts;
  }

  /** Refuses a document of another format or format version. */
  public void requireFormat(String format, int version, String remedy) {
    requireFormat(format, List.of(version), remedy);
  }

  /**
   * Refuses a document of another format, or of a format version that is not among some.
   *
   * @return its version
   */
  public int requireFormat(String format, List<Integer> versions, String remedy) {
    String actual = text("format");
    if (!actual.equals(format)) {
      throw refusal("field \"format\" is \"%s\" (must be \"%s\")".formatted(actual, format));
    }
    long version = integer("format-version");
    if (versions.stream().noneMatch(known -> known == version)) {
      String readable = versions.stream().map(String::valueOf).collect(Collectors.joining(" or "));
      throw refusal(
          "field \"format-version\" is %d (must be %s; %s, or read the file with the Offramp that wrote it)"
              .formatted(version, readable, remedy));
    }
    return (int) version;
  }

  /** The fields of a required object. */
  public JsonFields object(String name) {
    JsonNode node = required(name);
    if (node instanceof ObjectNode child) {
      return new JsonFields(child, kind, source, path + name + ".");
    }
    throw wrongType(name, node, "an object");
  }

  /** The fields of an object that may be missing. */
  public Optional<JsonFields> optionalObject(String name) {
    known.add(name);
    return object.has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** Refuses any field that was not asked for, naming the nearest one that was. */
  public void refuseUnknown() {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw refusal(
            "unknown field \"%s%s\" (nearest known field: \"%s%s\")"
                .formatted(path, name, path, NearestName.to(name, known)));
      }
    }
  }

  /** Builds a value, turning its own refusal into one that names the file. */
  public <T> T valid(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(
          "Cannot read %s %s: %s".formatted(kind, source, e.getMessage()), e);
    }
  }

  /** An exception to throw that names the document. */
  public FileFormatException refusal(String reason) {
    return new FileFormatException("Cannot read %s %s: %s".formatted(kind, source, reason));
  }

  private JsonNode array(String name, String mustBe) {
    JsonNode node = required(name);
    if (!node.isArray()) {
      throw wrongType(name, node, mustBe);
    }
    return node;
  }

  private JsonNode required(String name) {
    known.add(name);
    JsonNode node = object.get(name);
    if (node == null) {
      throw refusal("missing field \"%s%s\"%s".formatted(path, name, misspelt(name)));
    }
    return node;
  }

  /** A hint at a present field that is one or two edits away from the missing one. */
  private String misspelt(String missing) {
    List<String> present = new ArrayList<>();
    object.fieldNames().forEachRemaining(present::add);
    present.removeAll(known);
    if (present.isEmpty()) {
      return "";
    }
    String nearest = NearestName.to(missing, present);
    return NearestName.distance(missing, nearest) <= 2
        ? " (did you mean it by \"%s%s\"?)".formatted(path, nearest)
        : "";
  }

  private List<Double> numbers(String name, JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : array) {
      numbers.add(number(name + "[" + numbers.size() + "]", element));
    }
    return numbers;
  }

  private double number(String name, JsonNode node) {
    if (!node.isNumber()) {
      throw wrongType(name, node, "a number");
    }
    return node.doubleValue();
  }

  private FileFormatException wrongType(String name, JsonNode node, String mustBe) {
    return refusal("field \"%s%s\" is %s (must be %s)".formatted(path, name, shown(node), mustBe));
  }

  private static String where(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? e.getOriginalMessage()
        : "%s at line %d, column %d"
            .formatted(e.getOriginalMessage(), location.getLineNr(), location.getColumnNr());
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
