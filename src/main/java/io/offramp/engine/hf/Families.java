// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.checkpoint.Shown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The architectures that can be imported and exported. */
final class Families {
  private static final List<Family> ALL =
      List.of(
          new BertFamily(),
          new RobertaFamily(),
          new DistilBertFamily(),
          new ElectraFamily(),
          new AlbertFamily(),
          new MpnetFamily());

  private Families() {}

  /**
   * The family that a configuration names.
   *
   * @throws HfException if it names none, or one that cannot be run
   */
  static Family of(ConfigFields config) {
    String known =
        ALL.stream()
            .flatMap(family -> family.modelTypes().stream())
            .collect(Collectors.joining(", "));
    String type =
        config
            .text("model_type")
            .orElseThrow(
                () ->
                    config.unsupported(
                        "it has no \"model_type\"", "add it: one of %s".formatted(known)));
    return find(type)
        .orElseThrow(
            () ->
                config.unsupported(
                    "\"model_type\" is \"%s\"".formatted(Shown.of(type)),
                    "must be one of " + known));
  }

  /** The family of a {@code model_type}. */
  static Optional<Family> find(String modelType) {
    return ALL.stream().filter(family -> family.modelTypes().contains(modelType)).findFirst();
  }

  /** All of them. */
  static List<Family> all() {
    return ALL;
  }
}
