// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much each exit's loss counts in joint training.
 *
 * @param kind how weights come about
 * @param given by exit, from the first; empty unless they are given
 */
public record ExitWeights(Kind kind, List<Double> given) {
  /** All exits alike. */
  public static final ExitWeights EQUAL = new ExitWeights(Kind.EQUAL, List.of());

  /**
   * By the layer that an exit stands after, hence by what a row costs that leaves there, as in
   * PABEE (Zhou et al. 2020, arXiv 2006.04152) after shallow-deep networks (Kaya et al. 2019, arXiv
   * 1810.07052).
   */
  public static final ExitWeights LINEAR = new ExitWeights(Kind.LINEAR, List.of());

  /** How weights come about. */
  public enum Kind {
    /** All the same. */
    EQUAL,
    /** In proportion to the layer. */
    LINEAR,
    /** The user's numbers. */
    GIVEN
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public ExitWeights {
    given = List.copyOf(given);
    for (double weight : given) {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "Cannot weight exits by %s (each must be positive)".formatted(given));
      }
    }
    if (kind == Kind.GIVEN && given.isEmpty()) {
      throw new IllegalArgumentException("Cannot weight exits by no numbers (must be one an exit)");
    }
  }

  /**
   * Reads {@code equal}, {@code linear} or numbers such as {@code 1,1,2}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static ExitWeights parse(String text) {
    return switch (text) {
      case "equal" -> EQUAL;
      case "linear" -> LINEAR;
      default -> new ExitWeights(Kind.GIVEN, numbers(text));
    };
  }

  private static List<Double> numbers(String text) {
    List<Double> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        numbers.add(Double.parseDouble(part.strip()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Cannot weight exits by '%s' (must be equal, linear, or numbers such as 1,1,2)"
                .formatted(text),
            e);
      }
    }
    return numbers;
  }

  /**
   * The weights by exit, of mean 1.
   *
   * @param exitLayers the layers that exits stand after
   * @throws IllegalArgumentException if as many numbers were not given
   */
  public List<Double> of(List<Integer> exitLayers) {
    List<Double> raw =
        switch (kind) {
          case EQUAL -> exitLayers.stream().map(layer -> 1.0).toList();
          case LINEAR -> exitLayers.stream().map(Integer::doubleValue).toList();
          case GIVEN -> given;
        };
    if (raw.size() != exitLayers.size()) {
      throw new IllegalArgumentException(
          "Cannot weight %d exits by %d numbers %s (must be one an exit)"
              .formatted(exitLayers.size(), raw.size(), raw));
    }
    double mean = raw.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return raw.stream().map(weight -> weight / mean).toList();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return kind == Kind.GIVEN
        ? given.stream().map(String::valueOf).collect(Collectors.joining(","))
        : kind.name().toLowerCase(Locale.ROOT);
  }
}
