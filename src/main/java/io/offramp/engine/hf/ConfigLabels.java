// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.encoder.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The labels of a {@code config.json}. */
final class ConfigLabels {
  private static final String NAMES = "id2label";
  private static final int USUAL = 2;
  private static final int MOST = 100_000;
  private static final String REMEDY =
      "must be one label a row, of at least two, with multi_label_classification a set of labels, or with regression one number";
  private static final String SINGLE = "single_label_classification";
  private static final String MULTI = "multi_label_classification";
  private static final String REGRESSION = "regression";

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
   * What a classifier says of a row; with one label a number, unless sets are meant.
   *
   * @param labels of the checkpoint
   * @throws HfException if that is neither a label, nor a set of labels, nor a number
   */
  static Task task(ConfigFields fields, List<String> labels) {
    String usual = labels.size() == 1 ? REGRESSION : SINGLE;
    String problem = fields.text("problem_type").orElse(usual);
    if (!problem.equals(SINGLE) && !problem.equals(MULTI) && !problem.equals(REGRESSION)) {
      throw fields.unsupported(
          "its \"problem_type\" is \"%s\"".formatted(Shown.of(problem)), REMEDY);
    }
    if (labels.size() < USUAL && problem.equals(SINGLE)) {
      throw fields.unsupported(
          "its \"problem_type\" is \"%s\", with %d label".formatted(problem, labels.size()),
          REMEDY);
    }
    if (problem.equals(REGRESSION) && labels.size() != 1) {
      throw fields.unsupported(
          "its \"problem_type\" is \"%s\", of %d numbers".formatted(problem, labels.size()),
          REMEDY);
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw fields.unsupported(
          "its labels [%s] repeat".formatted(Shortened.list(labels)),
          "must differ; rename them in \"id2label\"");
    }
    return switch (problem) {
      case MULTI -> Task.MULTI_LABEL;
      case REGRESSION -> Task.REGRESSION;
      default -> Task.SINGLE_LABEL;
    };
  }

  /** Writes label names, their classes and what they are for. */
  static void write(List<String> labels, Task task, ObjectNode config) {
    ObjectNode names = config.putObject(NAMES);
    ObjectNode classes = config.putObject("label2id");
    for (int label = 0; label < labels.size(); label++) {
      names.put(Integer.toString(label), labels.get(label));
      classes.put(labels.get(label), label);
    }
    config.put(
        "problem_type",
        switch (task) {
          case SINGLE_LABEL -> SINGLE;
          case MULTI_LABEL -> MULTI;
          case REGRESSION -> REGRESSION;
        });
  }
}
