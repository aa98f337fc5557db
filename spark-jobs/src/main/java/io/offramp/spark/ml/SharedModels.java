// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import ai.djl.Device;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM: each bundle is loaded once at a precision, and shared by all tasks.
 *
 * <p>A model nobody uses stays loaded for the next task, but only the last one: a JVM that sees
 * many bundles does not fill up.
 */
final class SharedModels {
  private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);
  private static final Map<Key, Entry> MODELS = new LinkedHashMap<>();

  private SharedModels() {}

  private record Key(String sha256, Precision precision) {}

  /** A task's hold on a model; closing it twice is the same as once. */
  static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean open = true;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    EarlyExitModel model() {
      return entry.model;
    }

    @Override
    public void close() {
      synchronized (MODELS) {
        if (open) {
          open = false;
          entry.leases--;
        }
      }
    }
  }

  private static final class Entry {
    private final EarlyExitModel model;
    private int leases;

    private Entry(EarlyExitModel model) {
      this.model = model;
    }
  }

  /**
   * The model of a bundle, loaded by the first task that asks while the others wait.
   *
   * @param folder where this machine finds the bundle
   * @param sha256 the bundle that the driver saw
   * @param precision what the model is to compute in
   * @throws io.offramp.engine.bundle.BundleException if the folder holds no sound bundle
   * @throws IllegalStateException if it holds another one
   */
  static Lease lease(String folder, String sha256, Precision precision) {
    synchronized (MODELS) {
      Key key = new Key(sha256, precision);
      Entry entry = MODELS.get(key);
      if (entry == null) {
        closeIdle();
        entry = new Entry(load(folder, key));
        MODELS.put(key, entry);
      }
      entry.leases++;
      return new Lease(entry);
    }
  }

  private static EarlyExitModel load(String folder, Key key) {
    long start = System.nanoTime();
    Bundle bundle = Bundles.open(folder);
    Bundles.requireSame(bundle, key.sha256());
    try {
      EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu(), key.precision());
      LOG.info("Loaded bundle {} in {} ms", folder, (System.nanoTime() - start) / 1_000_000);
      return model;
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot load bundle %s: %s".formatted(Path.of(folder), e.getMessage()), e);
    }
  }

  private static void closeIdle() {
    for (Iterator<Entry> entries = MODELS.values().iterator(); entries.hasNext(); ) {
      Entry entry = entries.next();
      if (entry.leases == 0) {
        entry.model.close();
        entries.remove();
      }
    }
  }
}
