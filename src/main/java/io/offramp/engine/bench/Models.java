// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import ai.djl.Device;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A bundle on the CPU: in each precision by the engine's kernels, and by plain ones. */
final class Models implements AutoCloseable {
  private final Bundle bundle;
  private final Map<Precision, EarlyExitModel> engines = new EnumMap<>(Precision.class);
  private final Map<Precision, EarlyExitModel> plain = new EnumMap<>(Precision.class);

  private interface Loading {
    EarlyExitModel load() throws IOException;
  }

  Models(Bundle bundle) {
    this.bundle = bundle;
  }

  /** Whether it is a module of the user's own, which has no other kernels. */
  boolean own() {
    return bundle.manifest().architecture() instanceof ModuleShape;
  }

  /** What it can compute in, at least one. */
  List<Precision> precisions() {
    return bundle.manifest().architecture().precisions();
  }

  /** As {@code score} runs it. */
  EarlyExitModel engine(Precision precision) {
    return engines.computeIfAbsent(
        precision, key -> load(() -> EarlyExitModel.load(bundle, Device.cpu(), key)));
  }

  /** As a program without kernels of its own runs it. */
  EarlyExitModel plain(Precision precision) {
    return plain.computeIfAbsent(
        precision,
        key -> load(() -> EarlyExitModel.load(bundle, Device.cpu(), key, Kernels.PLAIN)));
  }

  private static EarlyExitModel load(Loading loading) {
    try {
      return loading.load();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    engines.values().forEach(EarlyExitModel::close);
    plain.values().forEach(EarlyExitModel::close);
  }
}
