// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts harder: drops words, and puts typing errors into those that stay. What becomes of a
 * text depends on it and the seed alone, not on where its row stands.
 *
 * @param typos the chance of a letter to be hit by an error, in [0,1]
 * @param droppedWords the chance of a word to be dropped, in [0,1)
 */
public record TextNoise(double typos, double droppedWords, long seed) implements Serializable {
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final int LETTERS = 26;

  /**
   * Checks the chances.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public TextNoise {
    if (!(typos >= 0 && typos <= 1)) {
      throw new IllegalArgumentException(
          "Cannot use --typos %s (must be from 0 to 1)".formatted(typos));
    }
    if (!(droppedWords >= 0 && droppedWords < 1)) {
      throw new IllegalArgumentException(
          "Cannot use --dropped-words %s (must be from 0 to below 1)".formatted(droppedWords));
    }
  }

  /** The text made harder; at least one word of it stays. */
  public @Nullable String apply(@Nullable String text) {
    if (text == null) {
      return null;
    }
    SplittableRandom random = new SplittableRandom(seed * 31 + text.hashCode());
    StringBuilder out = new StringBuilder();
    Matcher words = WORD.matcher(text);
    String first = "";
    while (words.find()) {
      String word = words.group();
      first = first.isEmpty() ? word : first;
      if (random.nextDouble() >= droppedWords) {
        out.append(out.isEmpty() ? "" : " ").append(mistyped(word, random));
      }
    }
    return out.isEmpty() ? first : out.toString();
  }

  private String mistyped(String word, SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char letter = word.charAt(i);
      if (!Character.isLetter(letter) || random.nextDouble() >= typos) {
        out.append(letter);
        continue;
      }
      switch (random.nextInt(4)) {
        case 0 -> out.append(letter).append(letter);
        case 1 -> out.append((char) ('a' + random.nextInt(LETTERS)));
        case 2 -> {
          if (i + 1 < word.length() && Character.isLetter(word.charAt(i + 1))) {
            out.append(word.charAt(i + 1)).append(letter);
            i++;
          } else {
            out.append(letter).append(letter);
          }
        }
        default -> {
          if (word.length() == 1) {
            out.append(letter); // a word that is one letter stays
          }
        }
      }
    }
    return out.isEmpty() ? word : out.toString();
  }
}
