// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.KernelTemplate;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a frozen encoder knows of a row at each exit: the pooled vectors that a head would
 * see. The bundle's heads are not asked, so it may have none, or such as were never fitted.
 *
 * <p>In float32, by {@link Kernels#PLAIN} on any device. A row's vectors differ in their last bits
 * with the rows that it shares a batch with.
 *
 * <p>Safe for use by many threads at once; each thread calls {@link
 * io.offramp.engine.torch.TorchThreads#prepare} first. Closing frees native memory and must wait
 * until nobody reads.
 */
public final class FeatureReader implements AutoCloseable {
  private final BundleManifest manifest;
  private final TorchModule module;
  private final TextEncoder encoder;
  private final ScoringOptions options;
  private final RowCheck check;

  private FeatureReader(Bundle bundle, TorchModule module, TextEncoder encoder) {
    this.manifest = bundle.manifest();
    this.module = module;
    this.encoder = encoder;
    this.options = ScoringOptions.on(module.device(), manifest.shape().width(), Precision.FP32);
    this.check = manifest.textPairs() ? RowCheck.TEXT_PAIR : RowCheck.SINGLE_TEXT;
  }

  /**
   * A reader of a bundle that was opened, hence checked.
   *
   * @throws IOException if the model file cannot be read
   */
  public static FeatureReader open(Bundle bundle, Device device) throws IOException {
    bundle.requireEncoder("attach exits to");
    EncoderShape shape = bundle.manifest().shape();
    TextEncoder encoder = TextEncoder.open(bundle.tokenizerFile(), shape.maxLength());
    try {
      bundle.requireVocabulary(encoder.vocabularySize());
      String methods = KernelTemplate.featureMethods(shape, Kernels.PLAIN, Precision.FP32);
      return new FeatureReader(bundle, KernelModule.prepared(bundle, device, methods), encoder);
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /** Number of exits K. */
  public int exits() {
    return manifest.shape().exits();
  }

  /** Width W of a vector. */
  public int width() {
    return manifest.shape().width();
  }

  /**
   * The pooled vectors [K][W] of each row, in the order of the rows; null for a row that a scorer
   * would refuse, such as one of empty text.
   *
   * @param rows as many as may be in memory at a time with their vectors; the more, the less
   *     padding
   */
  public List<float @Nullable [][]> features(List<RowText> rows, Pooling pooling) {
    List<Integer> fit =
        IntStream.range(0, rows.size())
            .filter(row -> check.problem(rows.get(row)).isEmpty())
            .boxed()
            .toList();
    List<TokenizedText> texts =
        encoder.encodeAll(fit.stream().map(row -> input(rows.get(row))).toList());
    List<Integer> order = new ArrayList<>(IntStream.range(0, fit.size()).boxed().toList());
    order.sort(Comparator.comparingInt(i -> -texts.get(i).length()));
    List<float @Nullable [][]> features = new ArrayList<>(Collections.nCopies(rows.size(), null));
    for (int from = 0; from < order.size(); ) {
      int length = padded(texts.get(order.get(from)));
      List<Integer> some = order.subList(from, Math.min(order.size(), from + options.rows(length)));
      float[][][] read = read(some.stream().map(texts::get).toList(), length, pooling);
      for (int i = 0; i < read.length; i++) {
        features.set(fit.get(some.get(i)), read[i]);
      }
      from += some.size();
    }
    return features;
  }

  private TextInput input(RowText row) {
    return new TextInput(
        Objects.requireNonNull(row.text()), manifest.textPairs() ? row.pair() : null);
  }

  private int padded(TokenizedText text) {
    return Math.min(manifest.shape().maxLength(), options.padded(text.length()));
  }

  /** The vectors [B][K][W] of a batch. */
  private float[][][] read(List<TokenizedText> rows, int length, Pooling pooling) {
    float[][][] features = new float[rows.size()][exits()][];
    long[] tokens = rows.stream().mapToLong(TokenizedText::length).toArray();
    try (NDManager scope = module.newScope();
        TokenBatch batch = TokenBatch.of(rows, length, manifest.paddingId(), scope);
        NDArray lengths = scope.create(tokens)) {
      NDArray hidden = module.call("start", batch.ids(), batch.types());
      NDArray mask = module.call("mask", hidden, lengths);
      for (int exit = 1; exit <= exits(); exit++) {
        NDArray after = module.call("segment_" + exit, hidden, mask);
        hidden.close();
        hidden = after;
        try (NDArray pooled = module.call("pool_" + pooling.id(), hidden, mask, lengths)) {
          float[] flat = pooled.toFloatArray();
          for (int row = 0; row < features.length; row++) {
            features[row][exit - 1] = Arrays.copyOfRange(flat, row * width(), (row + 1) * width());
          }
        }
      }
    }
    return features;
  }

  @Override
  public void close() {
    module.close();
    encoder.close();
  }
}
