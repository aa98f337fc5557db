// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Any text at all is a tokenizer that encodes, or is refused with a message; the native library
 * behind it ends no process. In an ordinary build this reads the inputs in {@code
 * TokenizerFuzzTestInputs}; CONTRIBUTING.md says how to look for new ones.
 */
final class TokenizerFuzzTest {
  private static final int MAX_LENGTH = 8;

  @FuzzTest(maxDuration = "5m")
  void tokenizer(byte[] bytes) {
    String json = new String(bytes, StandardCharsets.UTF_8);
    try (TextEncoder encoder = TextEncoder.of(json, "x.json", MAX_LENGTH)) {
      for (String text : new String[] {"", "a bé 本", "the\u0000[SEP] walks walks walks"}) {
        encode(encoder, new TextInput(text, null));
        encode(encoder, new TextInput(text, "under a bridge"));
      }
    } catch (TokenizerException e) {
      requireMessage(e);
    } catch (IllegalArgumentException e) {
      requireMessage(e); // special tokens leave no room for a text
    }
  }

  private static void encode(TextEncoder encoder, TextInput input) {
    TokenizedText tokens;
    try {
      tokens = encoder.encode(input);
    } catch (TokenizerException e) {
      requireMessage(e);
      return;
    }
    if (tokens.length() > MAX_LENGTH) {
      throw new IllegalStateException("more tokens than there may be: " + tokens.length());
    }
    for (int id : tokens.ids()) {
      if (id < 0 || id >= encoder.vocabularySize()) {
        throw new IllegalStateException("a token beyond the vocabulary: " + id);
      }
    }
  }

  private static void requireMessage(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.startsWith("Cannot ") || message.contains("\n") || message.length() > 500) {
      throw new IllegalStateException("a message that nobody can read", e);
    }
  }
}
