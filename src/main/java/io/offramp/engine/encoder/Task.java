// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Arrays;

/** What a model says of a row. */
public enum Task {
  /** The one label that applies: probabilities of the classes sum to 1, by softmax. */
  SINGLE_LABEL("single-label"),
  /** The set of labels that apply, none perhaps: each class has a probability, by a sigmoid. */
  MULTI_LABEL("multi-label"),
  /**
   * A number, and how sure an exit is of it: a head tells the number's mean and z, the logarithm of
   * its spread, the gap to the label to expect, as a fraction of {@linkplain NumberScale#scale what
   * labels spread}; the confidence is 1 / (1 + exp(z)).
   */
  REGRESSION("regression");

  /** How far from 0 a logarithm of a spread is taken at its word. */
  public static final int MOST_LOG_SPREAD = 8;

  private final String id;

  Task(String id) {
    this.id = id;
  }

  /** The stable name in manifests, in headers of traces and on the command line. */
  public String id() {
    return id;
  }

  /** How many numbers a head tells: one a class, or a number and its spread. */
  public int outputs(int classes) {
    return this == REGRESSION ? 2 * classes : classes;
  }

  /** The TorchScript that makes class probabilities [B,C], or numbers and confidences [B,2]. */
  String probabilities(String logits) {
    return switch (this) {
      case SINGLE_LABEL -> "torch.softmax(%s, -1)".formatted(logits);
      case MULTI_LABEL -> "torch.sigmoid(%s)".formatted(logits);
      case REGRESSION ->
          "torch.cat([torch.slice(%1$s, -1, 0, 1), torch.sigmoid(torch.neg(torch.clamp(torch.slice(%1$s, -1, 1, 2), -%2$d, %2$d)))], -1)"
              .formatted(logits, MOST_LOG_SPREAD);
    };
  }

  /**
   * The task of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static Task ofId(String id) {
    for (Task task : values()) {
      if (task.id.equals(id)) {
        return task;
      }
    }
    throw new IllegalArgumentException(
        "Cannot do task '%s' (must be one of %s)"
            .formatted(id, Arrays.stream(values()).map(Task::id).toList()));
  }
}
