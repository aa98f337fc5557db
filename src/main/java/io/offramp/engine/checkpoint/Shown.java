// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

/** Text out of a file, made fit for a message: one line, and not too long a one. */
public final class Shown {
  private static final int CHARACTERS = 100;

  private Shown() {}

  /** The text's first characters, with a question mark for each that cannot be printed. */
  public static String of(String text) {
    int end = Math.min(text.length(), CHARACTERS);
    StringBuilder shown = new StringBuilder(end + 1);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return end < text.length() ? shown.append('…').toString() : shown.toString();
  }
}
