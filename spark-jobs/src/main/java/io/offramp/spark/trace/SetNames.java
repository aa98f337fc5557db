// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives every set of labels one name: a JSON array of the labels' names in the order of the model's
 * classes, such as {@code ["billing","refund"]}; {@code []} where none applies. Not thread-safe.
 */
final class SetNames implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int SHOWN = 20;

  @SuppressWarnings("serial") // made by List.copyOf
  private final List<String> labels;

  @SuppressWarnings("serial")
  private final HashMap<String, Integer> classes = new HashMap<>();

  @SuppressWarnings("serial")
  private final HashMap<List<Integer>, String> names = new HashMap<>();

  /** Of a model with these labels, by class. */
  SetNames(List<String> labels) {
    this.labels = List.copyOf(labels);
    for (String label : labels) {
      classes.put(label, classes.size());
    }
  }

  /**
   * The name of a set.
   *
   * @param set classes, ascending
   */
  String of(List<Integer> set) {
    String name = names.get(set);
    if (name == null) {
      name = write(set.stream().map(labels::get).toList());
      if (names.size() < NameCodes.MOST) {
        names.put(set, name);
      }
    }
    return name;
  }

  /**
   * The name of the set that a cell holds, as a JSON array of labels in any order; empty if it is
   * none, or a label is unknown.
   */
  Optional<String> find(Object cell) {
    Optional<JsonNode> array = read(cell.toString()).filter(JsonNode::isArray);
    if (array.isEmpty()) {
      return Optional.empty();
    }
    TreeSet<Integer> set = new TreeSet<>();
    for (JsonNode name : array.get()) {
      Integer index = name.isTextual() ? classes.get(name.textValue()) : null;
      if (index == null) {
        return Optional.empty();
      }
      set.add(index);
    }
    return Optional.of(of(new ArrayList<>(set)));
  }

  /** Why a cell is refused. */
  String refusal(Object cell) {
    List<String> shown = labels.subList(0, Math.min(SHOWN, labels.size()));
    return "label '%s' is no set of labels (must be a JSON array of some of %s%s)"
        .formatted(cell, shown, labels.size() > SHOWN ? " and others" : "");
  }

  private static String write(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write names as JSON", e);
    }
  }

  private static Optional<JsonNode> read(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
