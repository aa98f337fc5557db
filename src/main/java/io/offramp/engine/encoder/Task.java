// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Arrays;

/** What a model says of a row. */
public enum Task {
  /** The one label that applies: probabilities of the classes sum to 1, by softmax. */
  SINGLE_LABEL("single-label"),
  /** The set of labels that apply, none perhaps: each class has a probability, by a sigmoid. */
  MULTI_LABEL("multi-label");

  private final String id;

  Task(String id) {
    this.id = id;
  }

  /** The stable name in manifests, in headers of traces and on the command line. */
  public String id() {
    return id;
  }

  /** The TorchScript that makes class probabilities [B,C] of such logits. */
  String probabilities(String logits) {
    return switch (this) {
      case SINGLE_LABEL -> "torch.softmax(%s, -1)".formatted(logits);
      case MULTI_LABEL -> "torch.sigmoid(%s)".formatted(logits);
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
