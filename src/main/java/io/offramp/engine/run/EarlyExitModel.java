// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.List;

/**
 * A bundle's model and tokenizer in memory, on one device.
 *
 * <p>Safe for use by many threads at once; each thread calls {@link
 * io.offramp.engine.torch.TorchThreads#prepare} first. Closing frees native memory and must wait
 * until nobody scores.
 */
public final class EarlyExitModel implements AutoCloseable {
  private final Bundle bundle;
  private final Precision precision;
  private final TorchModule module;
  private final KernelCalls calls;
  private final TextEncoder encoder;
  private final Rebatchers rebatchers;

  /**
   * What a segment and its exit give.
   *
   * @param hidden [B,N,W] on the device; the caller closes it
   * @param probabilities a row's C probabilities each
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of results, compared by nobody
  public record Step(NDArray hidden, float[][] probabilities) {}

  private EarlyExitModel(
      Bundle bundle, Precision precision, KernelModule loaded, TextEncoder encoder) {
    this.bundle = bundle;
    this.precision = precision;
    this.module = loaded.module();
    this.calls = loaded.calls();
    this.encoder = encoder;
    this.rebatchers = new Rebatchers(this, module.newScope());
    ScoringQueues.opened(rebatchers);
  }

  /** {@link #load(Bundle, Device, Precision)} in float32. */
  public static EarlyExitModel load(Bundle bundle, Device device) throws IOException {
    return load(bundle, device, Precision.FP32);
  }

  /**
   * Loads a bundle that was opened, hence checked.
   *
   * @throws io.offramp.engine.bundle.BundleException if an exit was never fitted
   * @throws UnsupportedPrecisionException if the device cannot compute in that precision
   * @throws IOException if the model file cannot be read
   */
  public static EarlyExitModel load(Bundle bundle, Device device, Precision precision)
      throws IOException {
    return load(bundle, precision, () -> KernelModule.load(bundle, device, precision));
  }

  /**
   * The same by kernels that are asked for, and no others: for measuring what they give.
   *
   * @throws IOException if the model file cannot be read, or the kernels do not run here
   */
  public static EarlyExitModel load(
      Bundle bundle, Device device, Precision precision, Kernels kernels) throws IOException {
    return load(bundle, precision, () -> KernelModule.load(bundle, device, kernels, precision));
  }

  private interface Loading {
    KernelModule load() throws IOException;
  }

  private static EarlyExitModel load(Bundle bundle, Precision precision, Loading loading)
      throws IOException {
    bundle.requireTrained();
    TextEncoder encoder =
        TextEncoder.open(bundle.tokenizerFile(), bundle.manifest().architecture().maxLength());
    try {
      bundle.requireVocabulary(encoder.vocabularySize());
      return new EarlyExitModel(bundle, precision, loading.load(), encoder);
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /** The bundle this model was loaded from. */
  public Bundle bundle() {
    return bundle;
  }

  /** What layers compute in. */
  public Precision precision() {
    return precision;
  }

  /** Where it computes. */
  public Device device() {
    return module.device();
  }

  /** Its tokenizer; closed with the model. */
  public TextEncoder encoder() {
    return encoder;
  }

  /** The queues that its tasks share. */
  Rebatchers rebatchers() {
    return rebatchers;
  }

  /** How its rows are best grouped, if nothing else is asked for. */
  public ScoringOptions suitableOptions() {
    return ScoringOptions.on(device(), bundle.manifest().architecture().width(), precision());
  }

  /** Number of exits K. */
  public int exits() {
    return bundle.manifest().architecture().exits();
  }

  /** How its probabilities are read. */
  Reading reading() {
    return Reading.of(bundle.manifest().architecture());
  }

  int classes() {
    return bundle.manifest().architecture().classes();
  }

  /** Most tokens that a row may have. */
  public int maxLength() {
    return bundle.manifest().architecture().maxLength();
  }

  /** A manager for the arrays of some calls below; closing it frees them. */
  public NDManager newScope() {
    return module.newScope();
  }

  /** Hidden states before the first segment [B,N,W], of rows padded to {@code length} tokens. */
  public NDArray start(List<TokenizedText> rows, int length, NDManager scope) {
    return calls.start(rows, length, scope);
  }

  /**
   * Segment {@code exit} (1-based) and what its exit says.
   *
   * @param hidden states [B,N,W] before it of the rows, padded to {@code length} tokens
   */
  public Step step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope) {
    return calls.step(exit, hidden, rows, length, scope);
  }

  /** Writes the states of rows at some places of one batch to places of another. */
  void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope) {
    calls.move(from, sources, to, targets, scope);
  }

  /** The hidden states of the rows at some places. */
  public NDArray keep(NDArray hidden, int[] places, NDManager scope) {
    return calls.keep(hidden, places, scope);
  }

  /** Class probabilities at full depth, a row each, in one call. */
  public float[][] fullDepth(List<TokenizedText> rows, int length, NDManager scope) {
    return calls.forward(rows, length, scope);
  }

  @Override
  public void close() {
    ScoringQueues.closed(rebatchers);
    calls.close();
    module.close();
    encoder.close();
  }
}
