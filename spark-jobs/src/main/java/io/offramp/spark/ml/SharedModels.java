// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.PrecisionSupport;
import io.offramp.engine.run.ScoringObservers;
import io.offramp.engine.run.UnsupportedPrecisionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM: each bundle is loaded once at a precision on each device, and shared by
 * all tasks of that device.
 *
 * <p>A model nobody uses stays loaded for the next task, but only the last one of a device: a JVM
 * that sees many bundles does not fill up.
 */
final class SharedModels {
  private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);
  private static final Map<Key, Entry> MODELS = new LinkedHashMap<>();

  private SharedModels() {}

  private record Key(String sha256, Precision precision, TaskDevice device) {}

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

    /** Closes the lease, and the model as well if nobody else holds it: no task is to come. */
    void letGo() {
      synchronized (MODELS) {
        close();
        if (entry.leases == 0 && MODELS.values().remove(entry)) {
          entry.model.close();
        }
      }
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
   * @param bundle that the driver saw
   * @param precision what the model is to compute in
   * @param device where
   * @throws io.offramp.engine.bundle.BundleException if there is no sound bundle, or it cannot be
   *     fetched
   * @throws IllegalStateException if another one is there
   * @throws UncheckedIOException of an {@link UnsupportedPrecisionException}, with its message, if
   *     this machine cannot compute in that precision
   */
  static Lease lease(BundleSource bundle, Precision precision, TaskDevice device) {
    synchronized (MODELS) {
      Key key = new Key(bundle.sha256(), precision, device);
      Entry entry = MODELS.get(key);
      if (entry == null) {
        closeIdle(device);
        entry = new Entry(load(bundle, key));
        MODELS.put(key, entry);
      }
      entry.leases++;
      return new Lease(entry);
    }
  }

  /**
   * What speaks against a precision on this machine; empty: nothing, and the model is loaded.
   *
   * @throws RuntimeException if the bundle cannot be used at all
   */
  static Optional<String> obstacle(BundleSource bundle, Precision precision, TaskDevice device) {
    Optional<String> obstacle = PrecisionSupport.obstacle(device.device(), precision);
    return obstacle.isPresent()
        ? obstacle
        : refusal(bundle, precision, device)
            .map(why -> "kernels of %s do not run on %s".formatted(precision.id(), device));
  }

  /**
   * Why a model cannot compute in a precision on this machine, as a message; empty: it can, and is
   * loaded.
   *
   * @throws RuntimeException if the bundle cannot be used at all
   */
  static Optional<String> refusal(BundleSource bundle, Precision precision, TaskDevice device) {
    try (Lease lease = lease(bundle, precision, device)) {
      LOG.debug("Kernels of {} run here", lease.model().precision());
      return Optional.empty();
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof UnsupportedPrecisionException)) {
        throw e;
      }
      LOG.info("No {} here", precision, e);
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static EarlyExitModel load(BundleSource source, Key key) {
    Bundle bundle = Bundles.open(source);
    long start = System.nanoTime();
    try {
      EarlyExitModel model = EarlyExitModel.load(bundle, key.device().device(), key.precision());
      long nanos = System.nanoTime() - start;
      LOG.info(
          "Loaded bundle {} on {} in {}, in {} ms",
          source.location(),
          key.device(),
          key.precision(),
          nanos / 1_000_000);
      ScoringObservers.all().loaded(nanos);
      return model;
    } catch (UnsupportedPrecisionException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot load bundle %s: %s".formatted(source.location(), e.getMessage()), e);
    }
  }

  private static void closeIdle(TaskDevice device) {
    for (var models = MODELS.entrySet().iterator(); models.hasNext(); ) {
      Map.Entry<Key, Entry> model = models.next();
      if (model.getValue().leases == 0 && model.getKey().device().equals(device)) {
        model.getValue().model.close();
        models.remove();
      }
    }
  }
}
