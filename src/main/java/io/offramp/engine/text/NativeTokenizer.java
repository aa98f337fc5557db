// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.djl.DjlDefaults;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One tokenizer inside the native library, with its own truncation and padding switched off.
 *
 * <p>Loading goes through DJL's tokenizer class; encoding calls the library beneath it, because
 * DJL's result object copies every token's text, span, word and mask to Java, which halves the
 * speed, where ids and types are all that is wanted.
 *
 * <p>Any number of threads may encode at once. Closing waits for them; the library itself would
 * read freed memory.
 */
final class NativeTokenizer implements AutoCloseable {
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxLength;
  private final ReadWriteLock closing = new ReentrantReadWriteLock();

  private NativeTokenizer(HuggingFaceTokenizer tokenizer, int maxLength) {
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
  }

  static NativeTokenizer open(TokenizerDocument document, int maxLength) {
    DjlDefaults.apply();
    byte[] json = document.withoutTruncationAndPadding().toJson().getBytes(StandardCharsets.UTF_8);
    Map<String, String> options = Map.of("truncation", "do_not_truncate", "padding", "do_not_pad");
    NativeTokenizer tokenizer;
    try {
      tokenizer =
          new NativeTokenizer(
              HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options), maxLength);
    } catch (IOException | RuntimeException e) {
      throw new TokenizerException(
          "Cannot load tokenizer %s: %s"
              .formatted(document.source(), Shown.of(String.valueOf(e.getMessage()))),
          e);
    }
    try {
      tokenizer.requireRoom();
      tokenizer.requireIds(document);
      return tokenizer;
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private void requireRoom() {
    int specials = take(LIBRARY.encodeDual(handle(), "", "", true)).length();
    if (maxLength < specials + 2) {
      throw new IllegalArgumentException(
          "Cannot encode to maxLength: "
              + maxLength
              + " (must be at least "
              + (specials + 2)
              + ": "
              + specials
              + " special tokens and a token of each text)");
    }
  }

  /**
   * Refuses a document whose ids are not those that the library gives. It numbers an added token
   * itself where the vocabulary lacks it, whatever the document says, and puts any id of a template
   * around a text; either may lie beyond what a model has a row for.
   */
  private void requireIds(TokenizerDocument document) {
    for (JsonNode token : document.root().path("added_tokens")) {
      // half a character becomes "?" in bytes, as it did in the document's
      byte[] bytes = token.path("content").asText().getBytes(StandardCharsets.UTF_8);
      String content = new String(bytes, StandardCharsets.UTF_8);
      int id = token.path("id").intValue();
      int[] given = take(LIBRARY.encode(handle(), content, false)).ids();
      if (Arrays.stream(given).noneMatch(each -> each == id)) {
        throw new TokenizerException(
            "Cannot use tokenizer %s: its added token %s is %d, but the library gives %s for it (the vocabulary must have it by that id, or all ids before it; save the tokenizer again by save_pretrained)"
                .formatted(
                    document.source(),
                    Shown.of(content),
                    id,
                    Arrays.stream(given).limit(5).boxed().toList()));
      }
    }
    requireBelow(
        document, take(LIBRARY.encode(handle(), "", true)).ids()); // the templates need not agree
    requireBelow(document, take(LIBRARY.encodeDual(handle(), "", "", true)).ids());
  }

  private static void requireBelow(TokenizerDocument document, int[] around) {
    int size = document.vocabularySize();
    for (int id : around) {
      if (id >= size) {
        throw new TokenizerException(
            "Cannot use tokenizer %s: it puts the token %d around texts (must be below %d, which its vocabulary has)"
                .formatted(document.source(), id, size));
      }
    }
  }

  TokenizedText encode(String text, @Nullable String pair) {
    closing.readLock().lock();
    try {
      long handle = handle();
      return take(
          pair == null
              ? LIBRARY.encode(handle, text, true)
              : LIBRARY.encodeDual(handle, text, pair, true));
    } catch (IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TokenizerException(
          "Cannot tokenise a text of %d characters: %s"
              .formatted(text.length(), Shown.of(String.valueOf(e.getMessage()))),
          e);
    } finally {
      closing.readLock().unlock();
    }
  }

  /** Encodes many texts at once, or many pairs if there are any; on several threads. */
  TokenizedText[] encodeBatch(String[] texts, String @Nullable [] pairs) {
    closing.readLock().lock();
    try {
      long handle = handle();
      return takeAll(
          pairs == null
              ? LIBRARY.batchEncode(handle, texts, true)
              : LIBRARY.batchEncodePair(handle, texts, pairs, true));
    } finally {
      closing.readLock().unlock();
    }
  }

  private long handle() {
    if (tokenizer.isReleased()) {
      throw new IllegalStateException("Cannot encode: the text encoder is closed");
    }
    return tokenizer.getHandle();
  }

  private TokenizedText[] takeAll(long[] encodings) {
    TokenizedText[] texts = new TokenizedText[encodings.length];
    int taken = 0;
    try {
      while (taken < encodings.length) {
        texts[taken] = take(encodings[taken++]);
      }
    } finally {
      while (taken < encodings.length) {
        LIBRARY.deleteEncoding(encodings[taken++]);
      }
    }
    return texts;
  }

  private TokenizedText take(long encoding) {
    try {
      int[] ids = toInts(LIBRARY.getTokenIds(encoding));
      int[] types = toInts(LIBRARY.getTypeIds(encoding));
      return ids.length <= maxLength
          ? new TokenizedText(ids, types, false)
          : Truncation.cut(ids, types, toInts(LIBRARY.getSequenceIds(encoding)), maxLength);
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  private static int[] toInts(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      ints[i] = (int) values[i];
    }
    return ints;
  }

  @Override
  public void close() {
    closing.writeLock().lock();
    try {
      tokenizer.close();
    } finally {
      closing.writeLock().unlock();
    }
  }
}
