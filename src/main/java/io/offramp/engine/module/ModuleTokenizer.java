// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The tokenizer that a module comes with, as a bundle keeps it.
 *
 * @param json without truncation and padding of its own
 * @param tokenTypes that it tells apart
 */
record ModuleTokenizer(String json, int tokenTypes) {
  /**
   * Reads it and compares it with the manifest.
   *
   * @param cannot how messages begin
   * @throws ModuleException if it does not suit the module
   * @throws io.offramp.engine.text.TokenizerException if it cannot be used
   */
  static ModuleTokenizer of(Path file, ModuleManifest manifest, String cannot) {
    int maxLength = manifest.shape().maxLength();
    try (TextEncoder encoder = TextEncoder.open(file, maxLength)) {
      int known = manifest.shape().vocabularySize();
      if (encoder.vocabularySize() > known) {
        throw new ModuleException(
            "%s: tokenizer %s gives ids up to %d, but the manifest's vocabulary-size is %d (must be of one model)"
                .formatted(cannot, file, encoder.vocabularySize() - 1, known));
      }
      TokenizedText empty = encoder.encode(new TextInput("", null));
      TokenizedText pair = manifest.textPairs() ? encoder.encode(new TextInput("", "")) : empty;
      if (empty.length() == 0) {
        throw new ModuleException(
            "%s: tokenizer %s puts no special token around a text (must put one at least, so that no row is empty)"
                .formatted(cannot, file));
      }
      if (manifest.textPairs() && pair.length() <= empty.length()) {
        throw new ModuleException(
            "%s: tokenizer %s puts no special token between two texts (must put one, such as [SEP], or leave \"text-pairs\" out)"
                .formatted(cannot, file));
      }
      String json =
          TokenizerJson.withoutTruncationAndPadding(JsonFiles.readText(file, "tokenizer"));
      return new ModuleTokenizer(json, tokenTypes(encoder, manifest.textPairs()));
    } catch (IllegalArgumentException e) {
      throw new ModuleException("%s: %s".formatted(cannot, e.getMessage()), e);
    }
  }

  /** Token types that a tokenizer gives. */
  static int tokenTypes(TextEncoder encoder, boolean pairs) {
    TokenizedText any = encoder.encode(new TextInput("", pairs ? "" : null));
    return Arrays.stream(any.types()).max().orElse(0) + 1;
  }
}
