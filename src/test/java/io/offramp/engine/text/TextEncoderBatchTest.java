// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static io.offramp.engine.text.TinyTokenizer.encoder;
import static io.offramp.engine.text.TinyTokenizer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TextEncoderBatchTest {
  private static final String[] WORDS = {
    "red", "GREEN", "blue,", "undoing", "naïve", "x", "[SEP]", "東京", "\uD800", "        "
  };

  private static TextInput randomInput(Random random) {
    String text = randomText(random);
    return random.nextInt(3) == 0 ? new TextInput(text, randomText(random)) : text(text);
  }

  private static String randomText(Random random) {
    int words = random.nextInt(random.nextInt(4) == 0 ? 200 : 12);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(9) == 0 ? "" : " ");
    }
    return text.toString();
  }

  private static List<TextInput> randomInputs(int count, long seed) {
    Random random = new Random(seed);
    List<TextInput> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(randomInput(random));
    }
    return inputs;
  }

  @Test
  void encodeAll_mixedInputs_equalsEncodeRowByRow() {
    List<TextInput> inputs = randomInputs(1_500, 1);
    try (TextEncoder encoder = encoder(12)) {
      assertThat(encoder.encodeAll(inputs))
          .isEqualTo(inputs.stream().map(encoder::encode).toList());
      assertThat(encoder.encodeAll(List.of())).isEmpty();
    }
  }

  /** A roomy encoder has no head to try first, so it says what the whole text's tokens are. */
  @Test
  void encodeAll_shortMaxLength_keepsTheFirstTokensOfTheWholeText() {
    List<TextInput> inputs =
        randomInputs(1_500, 2).stream().map(input -> text(input.text())).toList();
    try (TextEncoder encoder = encoder(12);
        TextEncoder roomy = encoder(2_000)) {
      List<TokenizedText> cut = encoder.encodeAll(inputs);
      List<TokenizedText> whole = roomy.encodeAll(inputs);
      for (int i = 0; i < inputs.size(); i++) {
        int[] ids = whole.get(i).ids();
        int kept = Math.min(ids.length, 12) - 1;
        assertThat(cut.get(i).ids()).startsWith(Arrays.copyOf(ids, kept));
        assertThat(cut.get(i).length()).isEqualTo(kept + 1);
        assertThat(cut.get(i).truncated()).isEqualTo(ids.length > 12);
      }
    }
  }

  @Test
  void encode_manyThreads_equalsOneThread() throws Exception {
    List<TextInput> inputs = randomInputs(400, 3);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (TextEncoder encoder = encoder(12)) {
      List<TokenizedText> expected = encoder.encodeAll(inputs);
      List<Future<List<TokenizedText>>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        boolean batch = i % 2 == 0;
        results.add(
            threads.submit(
                () ->
                    batch
                        ? encoder.encodeAll(inputs)
                        : inputs.stream().map(encoder::encode).toList()));
      }
      for (Future<List<TokenizedText>> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void close_whileThreadsEncode_waitsAndThenRefuses() throws Exception {
    List<TextInput> inputs = randomInputs(200, 4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      TextEncoder encoder = encoder(12);
      List<TokenizedText> expected = encoder.encodeAll(inputs);
      CountDownLatch working = new CountDownLatch(4);
      List<Future<Integer>> rounds = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        rounds.add(threads.submit(() -> roundsUntilClosed(encoder, inputs, expected, working)));
      }
      assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
      encoder.close();
      for (Future<Integer> round : rounds) {
        assertThat(round.get(60, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int roundsUntilClosed(
      TextEncoder encoder,
      List<TextInput> inputs,
      List<TokenizedText> expected,
      CountDownLatch working) {
    int rounds = 0;
    while (true) {
      try {
        assertThat(encoder.encodeAll(inputs)).isEqualTo(expected);
        rounds++;
        if (rounds == 1) { // once a thread: a fast one must not count for a slow one
          working.countDown();
        }
      } catch (IllegalStateException closed) {
        return rounds;
      }
    }
  }
}
