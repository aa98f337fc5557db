// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.text.WordPieceLearner;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A bundle that was never trained: random weights, and a vocabulary learnt from the texts. It runs
 * as fast as a trained one of its shape; what it says means nothing.
 */
public final class RandomBundle {
  /** Ids of the model, and the most entries of the vocabulary. */
  private static final int VOCABULARY = 16_000;

  private static final int LEAST_FREQUENCY = 2;
  private static final int TOKEN_TYPES = 2;
  private static final int CLASSES = 4;
  private static final int TYPICAL_TEXTS = 1024;

  private RandomBundle() {}

  /**
   * The shape of such an encoder.
   *
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public static EncoderShape shape(
      int layers, int width, int heads, List<Integer> exitLayers, int maxLength) {
    return new EncoderShape(
        VOCABULARY,
        maxLength,
        TOKEN_TYPES,
        width,
        layers,
        heads,
        4 * width,
        exitLayers,
        CLASSES,
        Pooling.MEAN);
  }

  /**
   * Writes it.
   *
   * @param out its folder; must not exist
   * @param texts to learn the vocabulary from
   * @throws IllegalArgumentException if the texts have no character twice
   */
  public static Bundle write(Path out, EncoderShape shape, List<String> texts, long seed) {
    String tokenizer =
        TokenizerJson.wordPiece(
            WordPieceLearner.learn(texts, shape.vocabularySize(), LEAST_FREQUENCY));
    int tokens = typicalLength(tokenizer, texts, shape.maxLength());
    double[] temperatures = new double[shape.exits()];
    Arrays.fill(temperatures, 1);
    List<ExitInfo> exits = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      long flops = EncoderFlops.atExit(shape, exit, tokens);
      exits.add(new ExitInfo(shape.exitLayers().get(exit - 1), flops, 1, 0));
    }
    return BundleWriter.write(
        out,
        EncoderTemplate.module(shape, EncoderInitializer.weights(shape, seed), temperatures),
        tokenizer,
        files ->
            new BundleManifest(
                shape,
                IntStream.range(0, shape.classes()).mapToObj(Integer::toString).toList(),
                false,
                TokenizerJson.paddingId(tokenizer),
                tokens,
                exits,
                files,
                new BundleProvenance(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Map.of("train", "none, random weights"),
                    seed,
                    Map.of(),
                    Map.of("offramp", OfframpVersion.current()))));
  }

  private static int typicalLength(String tokenizer, List<String> texts, int maxLength) {
    try (TextEncoder encoder = TextEncoder.of(tokenizer, maxLength)) {
      int count = Math.min(TYPICAL_TEXTS, texts.size());
      List<TextInput> some =
          Arrays.stream(RowSet.evenly(texts.size(), count))
              .mapToObj(place -> new TextInput(texts.get(place), null))
              .toList();
      double mean =
          encoder.encodeAll(some).stream().mapToInt(TokenizedText::length).average().orElseThrow();
      return (int) Math.round(mean);
    }
  }
}
