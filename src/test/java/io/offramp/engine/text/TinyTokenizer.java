// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.ArrayList;
import java.util.List;

/** A tokenizer of a few words, for tests that count tokens by hand. */
final class TinyTokenizer {
  static final int CLS = 2;
  static final int SEP = 3;
  static final int UNKNOWN = 1;

  private static final List<String> VOCABULARY = new ArrayList<>(SpecialTokens.ALL);

  static {
    VOCABULARY.addAll(List.of("red", "green", "blue", "un", "##do", "##ing", "é", "x", "##y"));
  }

  private TinyTokenizer() {}

  static String json() {
    return TokenizerJson.wordPiece(VOCABULARY);
  }

  static int id(String piece) {
    return VOCABULARY.indexOf(piece);
  }

  static int size() {
    return VOCABULARY.size();
  }

  static TextEncoder encoder(int maxLength) {
    return TextEncoder.of(json(), maxLength);
  }

  static TextInput text(String text) {
    return new TextInput(text, null);
  }
}
