// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.checkpoint.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The labels of a {@code config.json}. */
final class ConfigLabels {
  private static final String NAMES = "id2label";
  private static final int USUAL = 2;
  private static final int MOST = 100_000;
  private static final String REMEDY = "must be one label a row, of at least two";

  private ConfigLabels() {}

  /**
   * Label names by class: {@code id2label}'s, else {@code LABEL_0} and so on, as many as {@code
   * num_labels} says, or two; at most 100,000.
   *
   * @throws HfException if classes are missing, or of another type
   */
  static List<String> of(ConfigFields fields) {
    List<String> labels = new ArrayList<>();
    if (!fields.has(NAMES)) {
      int count = fields.size("num_labels", USUAL, MOST);
      for (int label = 0; label < count; label++) {
        labels.add("LABEL_" + label);
      }
      return labels;
    }
    JsonNode names = fields.object().path(NAMES);
    if (names.size() > MOST) {
      throw fields.tooMany(NAMES, names.size(), MOST);
    }
    for (int label = 0; label < names.size(); label++) {
      JsonNode name = names.path(Integer.toString(label));
      if (!names.isObject() || !name.isTextual()) {
        throw fields.wrong(NAMES, names, "an object of texts by class, \"0\", \"1\" and so on");
      }
      labels.add(name.textValue());
    }
    return labels;
  }

  /**
   * Refuses a classifier that is none of single labels.
   *
   * @param labels of the checkpoint
   * @throws HfException saying what it is instead
   */
  static void requireSingleLabel(ConfigFields fields, List<String> labels) {
    String problem = fields.text("problem_type").orElse("single_label_classification");
    if (!problem.equals("single_label_classification")) {
      throw fields.unsupported(
          "its \"problem_type\" is \"%s\"".formatted(Shown.of(problem)), REMEDY);
    }
    if (labels.size() < USUAL) {
      throw fields.unsupported(
          "it has %d label, which is regression".formatted(labels.size()), REMEDY);
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw fields.unsupported(
          "its labels [%s] repeat".formatted(Shortened.list(labels)),
          "must differ; rename them in \"id2label\"");
    }
  }

  /** Writes label names and their classes. */
  static void write(List<String> labels, ObjectNode config) {
    ObjectNode names = config.putObject(NAMES);
    ObjectNode classes = config.putObject("label2id");
    for (int label = 0; label < labels.size(); label++) {
      names.put(Integer.toString(label), labels.get(label));
      classes.put(labels.get(label), label);
    }
    config.put("problem_type", "single_label_classification");
  }
}
