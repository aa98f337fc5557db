// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.TrinomialRegion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Remembers rejection regions, which take longer to find than to use: repeated calibrations with
 * the same number of rows, as in a backtest, share them.
 */
final class Regions {
  private static final int MOST = 64;

  private record Key(int rows, double bound, double delta) {}

  private static final Map<Key, FutureTask<TrinomialRegion>> KNOWN =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, FutureTask<TrinomialRegion>> eldest) {
          return size() > MOST;
        }
      };

  private Regions() {}

  static TrinomialRegion of(int rows, double bound, double delta) {
    FutureTask<TrinomialRegion> region;
    synchronized (KNOWN) {
      region =
          KNOWN.computeIfAbsent(
              new Key(rows, bound, delta),
              key -> new FutureTask<>(() -> TrinomialRegion.of(rows, bound, delta)));
    }
    region.run(); // by the first who comes; the others wait
    try {
      return region.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CalibrationException("Cannot calibrate: interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
