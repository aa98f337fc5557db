// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pieces learnt so far, numbered in the order of their discovery. */
final class Pieces {
  private static final String CONTINUATION = "##";

  private final List<String> texts = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Begins with an alphabet: first the pieces that begin words, then those that continue them. */
  static Pieces of(Alphabet alphabet) {
    Pieces pieces = new Pieces();
    for (int c : alphabet.characters()) {
      pieces.number(Character.toString(c));
    }
    for (int c : alphabet.characters()) {
      if (!BertWords.isAlone(c)) {
        pieces.number(CONTINUATION + Character.toString(c));
      }
    }
    return pieces;
  }

  /** Returns a word's characters as pieces; all of them must be in the alphabet. */
  int[] spell(String word) {
    int[] spelled = new int[word.codePointCount(0, word.length())];
    int index = 0;
    for (int at = 0; at < word.length(); at = word.offsetByCodePoints(at, 1)) {
      String character = Character.toString(word.codePointAt(at));
      spelled[index++] = number(at == 0 ? character : CONTINUATION + character);
    }
    return spelled;
  }

  /** Returns the piece that two neighbours make; another pair may have made it before. */
  int join(int left, int right) {
    return number(text(left) + text(right).substring(CONTINUATION.length()));
  }

  String text(int piece) {
    return texts.get(piece);
  }

  List<String> texts() {
    return texts;
  }

  private int number(String text) {
    Integer known = numbers.putIfAbsent(text, texts.size());
    if (known != null) {
      return known;
    }
    texts.add(text);
    return texts.size() - 1;
  }
}
